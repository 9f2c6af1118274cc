#pragma once
/* Glibc's Swift module leaves getopt_long out; this makes it visible. */
#include <getopt.h>
