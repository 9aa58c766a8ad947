// A file that readers open by its path, as they do with any other, and that never touches a disk.
#pragma once

#include <string>

#include "tests/fixtures/temporary_folder.h"
#include "traces/files/file_stream.h"

namespace skipgrid::fuzz {

class MemoryFile {
 public:
  /// `name` is relative to a folder that looks like configs/: what a shipped file names beside it is found there.
  explicit MemoryFile(const std::string& name);

  void fill(const std::string& bytes);
  const std::string& path() const { return path_; }

 private:
  traces::test::TemporaryFolder folder_;
  traces::FileDescriptor file_;
  std::string path_;
};

}  // namespace skipgrid::fuzz
