// Threads that wait for work, so that none has to be started for it.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace skipgrid::models {

class WorkerThreads {
 public:
  /// count: with the one that calls run().
  explicit WorkerThreads(int count);
  WorkerThreads(const WorkerThreads&) = delete;
  WorkerThreads& operator=(const WorkerThreads&) = delete;
  ~WorkerThreads();

  int count() const { return static_cast<int>(threads_.size()) + 1; }
  /// Calls work(part) for each part in [0, parts), on all threads, and returns when all are done. The work does not
  /// throw.
  void run(int parts, const std::function<void(int)>& work);

 private:
  void serve();
  /// Works on parts as long as there are any; with the lock held before and after.
  void take_parts(std::unique_lock<std::mutex>& lock);

  std::mutex mutex_;
  std::condition_variable more_, done_;
  const std::function<void(int)>* work_ = nullptr;
  int next_ = 0, parts_ = 0, unfinished_ = 0;
  bool ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace skipgrid::models
