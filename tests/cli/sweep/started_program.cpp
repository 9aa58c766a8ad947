#include "tests/cli/sweep/started_program.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>
#include <thread>

namespace skipgrid::cli::test {

StartedProgram::StartedProgram(const std::vector<std::string>& arguments, const std::string& err) {
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  std::vector<std::string> words = arguments;
  words.insert(words.begin(), SKIPGRID_PROGRAM);
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const int failure = posix_spawn(&process_, SKIPGRID_PROGRAM, &files, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  if (failure != 0) throw std::runtime_error(std::string("cannot run ") + SKIPGRID_PROGRAM);
}

StartedProgram::~StartedProgram() {
  signal(SIGKILL);
  wait();
}

void StartedProgram::signal(int number) const {
  if (!ended_) ::kill(process_, number);
}

bool StartedProgram::running() {
  if (!ended_) ended_ = ::waitpid(process_, &status_, WNOHANG) == process_;
  return !ended_;
}

int StartedProgram::wait() {
  if (!ended_) ended_ = ::waitpid(process_, &status_, 0) == process_;
  return WIFEXITED(status_) ? WEXITSTATUS(status_) : -WTERMSIG(status_);
}

std::vector<pid_t> children(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/task/" + std::to_string(process) + "/children");
  std::vector<pid_t> found;
  for (pid_t child = 0; file >> child;) found.push_back(child);
  return found;
}

void pause_for(std::chrono::microseconds time) { std::this_thread::sleep_for(time); }

}  // namespace skipgrid::cli::test
