#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "PlainC.h"

static struct sockaddr_un address_of(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  strncpy(address.sun_path, path, sizeof address.sun_path - 1);
  return address;
}

void plain_copy_serve(const char *path, size_t size, size_t piece, void (*ready)(void)) {
  int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  struct sockaddr_un address = address_of(path);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 1) != 0) return;
  ready();
  int connection = accept(listener, NULL, NULL);
  char *buffer = malloc(piece);
  for (;;) {
    for (size_t left = size; left > 0;) {
      ssize_t count = read(connection, buffer, left < piece ? left : piece);
      if (count <= 0) return;
      left -= (size_t)count;
    }
    if (write(connection, "k", 1) != 1) return;
  }
}

int plain_copy_connect(const char *path) {
  int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  struct sockaddr_un address = address_of(path);
  return connect(descriptor, (struct sockaddr *)&address, sizeof address) == 0 ? descriptor : -1;
}

int plain_copy_once(int descriptor, size_t size, size_t piece) {
  static char buffer[1 << 20];
  if (piece > sizeof buffer) return -1;
  for (size_t left = size; left > 0;) {
    ssize_t count = write(descriptor, buffer, left < piece ? left : piece);
    if (count <= 0) return -1;
    left -= (size_t)count;
  }
  char acknowledgement;
  return read(descriptor, &acknowledgement, 1) == 1 ? 0 : -1;
}

int plain_free_port(void) {
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  int found = bind(listener, (struct sockaddr *)&address, length) == 0
    && getsockname(listener, (struct sockaddr *)&address, &length) == 0;
  close(listener);
  return found ? ntohs(address.sin_port) : -1;
}
