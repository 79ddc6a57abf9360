#pragma once
#include <errno.h>
#include <malloc.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <zmq.h>

// prctl is variadic, and Swift cannot call that. Makes the process's memory unreadable for core files and debuggers.
static inline int forbid_memory_images(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }
