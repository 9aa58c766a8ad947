// Who works in a directory. The lock is the process's: it is gone when the process is, however that ends.
#pragma once

#include <string>

#include "traces/file_stream.h"

namespace skipgrid::cli::sweep {

class DirectoryLock {
 public:
  /// exclusive: one process alone, a whole sweep; shared: one of several, a shard.
  enum class Kind { exclusive, shared };

  /// Throws InputError that names process and host of the holder when the lock is held by others.
  DirectoryLock(const std::string& file, Kind kind);

  /// For a child process, which inherits the lock and would keep it when its parent is gone.
  int descriptor() const { return file_.value(); }

 private:
  traces::FileDescriptor file_;
};

}  // namespace skipgrid::cli::sweep
