#include <zmq.h>

#include "PlainC.h"

// The receiver grants a window of pieces whenever it has taken one in; twice the window may be on its way.

static char bytes[1 << 20];

static void keep(void *data, void *hint) {}

void plain_chunks_serve(const char *endpoint, size_t size, int window, void (*ready)(void)) {
  void *socket = zmq_socket(zmq_ctx_new(), ZMQ_ROUTER);
  if (zmq_bind(socket, endpoint) != 0) return;
  ready();
  size_t left = size;
  for (int count = 1;; count++) {
    char identity[256];
    int identity_size = zmq_recv(socket, identity, sizeof identity, 0);
    zmq_msg_t message;
    zmq_msg_init(&message);
    int taken = zmq_msg_recv(&message, socket, 0);
    zmq_msg_close(&message);
    if (identity_size < 0 || taken < 0) return;
    left -= (size_t)taken;
    if (left > 0 && count % window != 0) continue;
    if (zmq_send(socket, identity, identity_size, ZMQ_SNDMORE) < 0) return;
    if (zmq_send(socket, left > 0 ? "g" : "k", 1, 0) < 0) return;
    if (left == 0) {
      left = size;
      count = 0;
    }
  }
}

int plain_chunks_once(void *socket, size_t size, size_t piece, int window) {
  if (piece > sizeof bytes) return -1;
  int room = 2 * window;
  char answer = 'g';
  for (size_t left = size; left > 0; room--) {
    if (room == 0) {
      if (zmq_recv(socket, &answer, 1, 0) != 1) return -1;
      room += window;
    }
    size_t count = left < piece ? left : piece;
    zmq_msg_t message;
    if (zmq_msg_init_data(&message, bytes, count, keep, NULL) != 0) return -1;
    if (zmq_msg_send(&message, socket, 0) < 0) return -1;
    left -= count;
  }
  while (answer != 'k') {
    if (zmq_recv(socket, &answer, 1, 0) != 1) return -1;
  }
  return 0;
}
