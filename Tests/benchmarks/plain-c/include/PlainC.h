#pragma once
#include <stddef.h>
#include <stdint.h>

// What everything else is measured against: the same work in plain C, with blocking calls and no messages' form.

/// Nanoseconds since some point in the past.
uint64_t plain_now(void);

/// A port of this machine that nobody listens at.
int plain_free_port(void);

/// Echoes every message that comes to a ROUTER at `endpoint`, for ever; `secret_key` (or NULL) switches CURVE on.
/// Returns only if something fails.
void plain_echo_serve(const char *endpoint, const char *secret_key, void (*ready)(void));

/// A DEALER connected to the server, NULL if that fails; `server_key` (or NULL) switches CURVE on.
void *plain_echo_connect(const char *endpoint, const char *server_key);

/// Keeps `outstanding` messages of `size` bytes on their way for some time and notes how long each took, in
/// nanoseconds. Returns how many there were, at most `capacity`, or -1; `elapsed` is the time they took together.
long plain_echo_measure(
  void *socket, size_t size, int outstanding, uint64_t nanoseconds, uint64_t *latencies, size_t capacity,
  uint64_t *elapsed);

/// Takes in `size` bytes after `size` bytes from one connection to a Unix socket and acknowledges each with one byte.
void plain_copy_serve(const char *path, size_t size, size_t piece, void (*ready)(void));

/// A descriptor connected to the server, -1 if that fails.
int plain_copy_connect(const char *path);

/// Writes `size` bytes, piece by piece, and waits for the acknowledgement. 0, or -1 if that fails.
int plain_copy_once(int descriptor, size_t size, size_t piece);

/// The same through a ROUTER of libzmq, without copying on either side: a window of pieces is granted at a time.
void plain_chunks_serve(const char *endpoint, size_t size, int window, void (*ready)(void));

/// Sends `size` bytes over a socket of `plain_echo_connect`. 0, or -1 if that fails.
int plain_chunks_once(void *socket, size_t size, size_t piece, int window);
