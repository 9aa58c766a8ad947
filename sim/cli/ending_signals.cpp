#include "sim/cli/ending_signals.h"

#include <signal.h>
#include <unistd.h>

#include <csignal>
#include <cstddef>
#include <string_view>

#include "traces/files/unfinished_files.h"

namespace skipgrid::cli {
namespace {

volatile std::sig_atomic_t clears_line = 0;
pid_t program_process = 0;  // processes that are forked from it end without a word

void tell(std::string_view text) {
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
}

std::string_view signal_name(int number) {
  switch (number) {
    case SIGINT: return "SIGINT";
    case SIGTERM: return "SIGTERM";
    default: return "SIGHUP";
  }
}

/// Only what a handler may call.
void end_by(int number) {
  const int removed = traces::remove_unfinished_files();
  if (::getpid() == program_process) {
    if (clears_line != 0) tell("\r\x1b[K");
    tell("skipgrid: ended by ");
    tell(signal_name(number));
    tell(removed > 0 ? ", what was not finished is removed\n" : "\n");
  }
  ::signal(number, SIG_DFL);
  ::raise(number);
}

void go_on(int) {}

void install(int number, void (*handler)(int), int flags) {
  struct sigaction now {
  }, action{};
  if (::sigaction(number, nullptr, &now) != 0 || now.sa_handler != SIG_DFL) return;
  action.sa_handler = handler;
  action.sa_flags = flags;
  ::sigaction(number, &action, nullptr);
}

}  // namespace

void handle_signals() {
  program_process = ::getpid();
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) install(number, end_by, 0);
  // A handler rather than SIG_IGN, which programs that this one starts would inherit.
  for (const int number : {SIGPIPE, SIGXFSZ}) install(number, go_on, SA_RESTART);
}

void clear_line_at_end() { clears_line = 1; }

}  // namespace skipgrid::cli
