// Who works in a directory. The lock is the process's: it is gone when the process is, however that ends.
#pragma once

#include <string>

#include "traces/files/file_stream.h"

namespace skipgrid::sweep {

/// "process 123 on host" while someone holds the lock; empty when no one does.
std::string holder_of(const std::string& file);

class DirectoryLock {
 public:
  /// exclusive: one process alone, a whole sweep; shared: one of several, a shard; waiting: exclusive, and instead of
  /// being refused it waits for its turn.
  enum class Kind { exclusive, shared, waiting };

  /// Throws InputError that names process and host of the holder when the lock is held by others.
  DirectoryLock(const std::string& file, Kind kind);

  /// For a child process, which inherits the lock and would keep it when its parent is gone.
  int descriptor() const { return file_.value(); }

 private:
  traces::FileDescriptor file_;
};

}  // namespace skipgrid::sweep
