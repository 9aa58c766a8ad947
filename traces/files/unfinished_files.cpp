#include "traces/files/unfinished_files.h"

#include <sys/types.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <cstring>

namespace skipgrid::traces {

namespace {

struct Entry {
  volatile std::sig_atomic_t listed = 0;
  pid_t owner = 0;
  std::array<char, 4096> path{};
};

// Never allocated: a handler reads it whatever the program was doing.
std::array<Entry, 64> entries;

}  // namespace

UnfinishedFile::UnfinishedFile(const std::string& path) : entry_(0) {
  while (entry_ < entries.size() && entries[entry_].listed != 0) ++entry_;
  if (entry_ == entries.size()) return;
  Entry& entry = entries[entry_];
  if (path.size() >= entry.path.size()) {
    entry_ = entries.size();
    return;
  }
  std::memcpy(entry.path.data(), path.c_str(), path.size() + 1);
  entry.owner = ::getpid();
  std::atomic_signal_fence(std::memory_order_seq_cst);
  entry.listed = 1;
}

UnfinishedFile::~UnfinishedFile() {
  if (entry_ < entries.size()) entries[entry_].listed = 0;
}

int remove_unfinished_files() noexcept {
  int removed = 0;
  const pid_t self = ::getpid();
  for (Entry& entry : entries)
    if (entry.listed != 0 && entry.owner == self && ::unlink(entry.path.data()) == 0) ++removed;
  return removed;
}

}  // namespace skipgrid::traces
