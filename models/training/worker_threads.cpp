#include "models/training/worker_threads.h"

namespace skipgrid::models {

WorkerThreads::WorkerThreads(int count) {
  for (int i = 1; i < count; ++i) threads_.emplace_back([this] { serve(); });
}

WorkerThreads::~WorkerThreads() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    ending_ = true;
  }
  more_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void WorkerThreads::take_parts(std::unique_lock<std::mutex>& lock) {
  while (next_ < parts_) {
    const int part = next_++;
    lock.unlock();
    (*work_)(part);
    lock.lock();
    if (--unfinished_ == 0) done_.notify_one();
  }
}

void WorkerThreads::serve() {
  std::unique_lock<std::mutex> lock(mutex_);
  for (;;) {
    more_.wait(lock, [this] { return ending_ || next_ < parts_; });
    if (ending_) return;
    take_parts(lock);
  }
}

void WorkerThreads::run(int parts, const std::function<void(int)>& work) {
  std::unique_lock<std::mutex> lock(mutex_);
  work_ = &work;
  next_ = 0;
  parts_ = unfinished_ = parts;
  more_.notify_all();
  take_parts(lock);
  done_.wait(lock, [this] { return unfinished_ == 0; });
  parts_ = 0;
}

}  // namespace skipgrid::models
