#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zmq.h>

#include "PlainC.h"

enum { OUTSTANDING_MAX = 1024, MESSAGE_MAX = 65536 };

uint64_t plain_now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

void plain_echo_serve(const char *endpoint, const char *secret_key, void (*ready)(void)) {
  void *socket = zmq_socket(zmq_ctx_new(), ZMQ_ROUTER);
  if (secret_key != NULL) {
    int yes = 1;
    zmq_setsockopt(socket, ZMQ_CURVE_SERVER, &yes, sizeof yes);
    zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, secret_key, strlen(secret_key));
  }
  if (zmq_bind(socket, endpoint) != 0) return;
  ready();
  static char identity[256], message[MESSAGE_MAX];
  for (;;) {
    int identity_size = zmq_recv(socket, identity, sizeof identity, 0);
    int size = zmq_recv(socket, message, sizeof message, 0);
    if (identity_size < 0 || size < 0) return;
    if (zmq_send(socket, identity, identity_size, ZMQ_SNDMORE) < 0) return;
    if (zmq_send(socket, message, size, 0) < 0) return;
  }
}

void *plain_echo_connect(const char *endpoint, const char *server_key) {
  void *socket = zmq_socket(zmq_ctx_new(), ZMQ_DEALER);
  if (server_key != NULL) {
    char public_key[41], secret_key[41];
    if (zmq_curve_keypair(public_key, secret_key) != 0) return NULL;
    zmq_setsockopt(socket, ZMQ_CURVE_SERVERKEY, server_key, strlen(server_key));
    zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, public_key, 40);
    zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, secret_key, 40);
  }
  int patience = 10000;  // A server that died must not hold up the rest.
  zmq_setsockopt(socket, ZMQ_RCVTIMEO, &patience, sizeof patience);
  return zmq_connect(socket, endpoint) == 0 ? socket : NULL;
}

long plain_echo_measure(
  void *socket, size_t size, int outstanding, uint64_t nanoseconds, uint64_t *latencies, size_t capacity,
  uint64_t *elapsed) {
  if (size > MESSAGE_MAX || outstanding > OUTSTANDING_MAX) return -1;
  static char message[MESSAGE_MAX], echo[MESSAGE_MAX];
  uint64_t sent_at[OUTSTANDING_MAX];
  size_t sent = 0, received = 0;
  uint64_t begin = plain_now(), now = begin;
  for (;;) {
    while (sent - received < (size_t)outstanding && sent < capacity && now - begin < nanoseconds) {
      sent_at[sent++ % outstanding] = now;
      if (zmq_send(socket, message, size, 0) < 0) return -1;
    }
    if (received == sent) break;
    if (zmq_recv(socket, echo, sizeof echo, 0) != (int)size) return -1;
    now = plain_now();
    latencies[received] = now - sent_at[received % outstanding];
    received++;
  }
  *elapsed = now - begin;
  return (long)received;
}
