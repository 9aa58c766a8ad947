#include "tests/cli/program_run.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include "tests/traces/temporary_folder.h"

namespace skipgrid::cli::test {

std::size_t ProgramRun::complaints() const {
  return static_cast<std::size_t>(std::count(err.begin(), err.end(), '\n'));
}

ProgramRun run_skipgrid(const std::vector<std::string>& arguments, const std::string& out_file) {
  const traces::test::TemporaryFolder folder;
  const std::string out = out_file.empty() ? folder / "out" : out_file, err = folder / "err";
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, out.c_str(), O_WRONLY | O_CREAT, 0600);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, err.c_str(), O_WRONLY | O_CREAT, 0600);
  std::vector<std::string> words = arguments;
  words.insert(words.begin(), SKIPGRID_PROGRAM);
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  pid_t process = 0;
  const int failure = posix_spawn(&process, SKIPGRID_PROGRAM, &files, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  if (failure != 0) throw std::runtime_error(std::string("cannot run ") + SKIPGRID_PROGRAM);
  int status = 0;
  waitpid(process, &status, 0);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, out_file.empty() ? traces::test::read_file(out) : "",
          traces::test::read_file(err)};
}

ProgramRun run_line(const std::string& line) {
  std::istringstream stream(line);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return run_skipgrid(words);
}

std::string small_run() {
  return R"({"hardware": {"rows": 8, "cols": 8},
             "workload": {"name": "small", "model": "lstm_lm", "layers": 1, "hidden": 24, "steps": 3, "batch": 4,
                          "vocabulary": 40},
             "dropout": {"case": "III", "nr": 0.5, "rh": 0.5}})";
}

}  // namespace skipgrid::cli::test
