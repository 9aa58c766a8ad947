// Files that are there whole or not at all, whoever writes them and whatever becomes of the writer.
#include "traces/files/file_stream.h"

#include <sys/wait.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include <csignal>
#include <vector>

#include "tests/fixtures/temporary_folder.h"
#include "traces/input_error.h"

using namespace skipgrid::traces;
using namespace skipgrid::traces::test;

using Names = std::vector<std::string>;

namespace {

/// A process of its own that does `work` and ends.
template <class Work>
pid_t in_a_process(const Work& work) {
  const pid_t process = ::fork();
  if (process == 0) {
    try {
      work();
    } catch (...) {
      ::_exit(1);  // not on through the tests
    }
    ::_exit(0);
  }
  return process;
}

void wait_for(pid_t process) { REQUIRE(::waitpid(process, nullptr, 0) == process); }

void put(FileSink& sink, const std::string& text) { sink.write(text.data(), text.size()); }

/// Begins to write `path`, says so, and never ends.
pid_t endless_writer(const std::string& path) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const FileDescriptor begun(ends[0]);
  FileDescriptor say(ends[1]);
  const pid_t process = in_a_process([&] {
    FileSink sink(path);
    put(sink, "half of it");
    say.close();
    for (;;) ::pause();
  });
  say.close();
  char none = 0;
  REQUIRE(::read(begun.value(), &none, 1) == 0);
  return process;
}

void kill_and_wait(pid_t process) {
  ::kill(process, SIGKILL);
  wait_for(process);
}

}  // namespace

TEST_CASE("What a killed writer has left is taken over by the next one of the same file, and by no other") {
  const TemporaryFolder folder;
  kill_and_wait(endless_writer(folder / "file"));
  CHECK(folder.files() == Names{"file.partial-0"});
  replace_file(folder / "other", "whole");
  CHECK(folder.files() == Names{"file.partial-0", "other"});
  replace_file(folder / "file", "new");
  CHECK(folder.files() == Names{"file", "other"});
  CHECK(read_file(folder / "file") == "new");  // nothing of the longer text that was left
}

TEST_CASE("What a living writer has begun is left alone") {
  const TemporaryFolder folder;
  const pid_t writer = endless_writer(folder / "file");
  replace_file(folder / "file", "new");
  CHECK(folder.files() == Names{"file", "file.partial-0"});
  CHECK(read_file(folder / "file.partial-0") == "half of it");
  kill_and_wait(writer);
  replace_file(folder / "file", "newer");
  CHECK(folder.files() == Names{"file"});
}

TEST_CASE("A file that many processes write, some of them killed, is at each moment what one of them has written") {
  const TemporaryFolder folder;
  const std::string path = folder / "file";
  constexpr std::size_t kSize = 3000;
  constexpr int kWriters = 4, kRounds = 300;
  replace_file(path, std::string(kSize, 'z'));
  std::vector<pid_t> writers;
  for (int writer = 0; writer < kWriters; ++writer) {
    writers.push_back(in_a_process([&] {
      const std::string third(kSize / 3, static_cast<char>('a' + writer));
      for (int round = 0; round < kRounds; ++round) {
        FileSink sink(path);
        for (int i = 0; i < 3; ++i) put(sink, third);
        sink.finish();
      }
    }));
  }
  for (int look = 0; look < 300; ++look) {
    const std::string text = read_file(path);
    REQUIRE(text == std::string(kSize, text.at(0)));
    if (look == 100) ::kill(writers[0], SIGKILL);
    if (look == 200) ::kill(writers[1], SIGKILL);
  }
  for (const pid_t writer : writers) {
    int status = 0;
    REQUIRE(::waitpid(writer, &status, 0) == writer);
    if (writer == writers[2] || writer == writers[3]) CHECK(status == 0);
  }
  const std::string text = read_file(path);
  CHECK(text == std::string(kSize, text.at(0)));
}

TEST_CASE("A file is replaced whole, on disk too") {
  const TemporaryFolder folder;
  const Durability durability = GENERATE(Durability::system, Durability::disk);
  replace_file(folder / "file", "old and long", durability);
  replace_file(folder / "file", "new", durability);
  CHECK(read_file(folder / "file") == "new");
  CHECK(folder.files() == Names{"file"});
}

TEST_CASE("A file that cannot be replaced is a failure, not wrong input") {
  const TemporaryFolder folder;
  const auto replace = [](const std::string& path) {
    try {
      replace_file(path, "text");
    } catch (const skipgrid::InputError&) {
      return std::string("InputError");
    } catch (const std::runtime_error& error) {
      return std::string(error.what());
    }
    return std::string("replaced");
  };
  CHECK(replace(folder / "no/file") == folder / "no/file: cannot be written: No such file or directory");
}
