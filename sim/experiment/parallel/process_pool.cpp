#include "sim/experiment/parallel/process_pool.h"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <memory>
#include <system_error>
#include <vector>

#include "sim/experiment/parallel/task_process.h"

namespace skipgrid::sim {
namespace {

class Pool {
 public:
  Pool(const PooledTasks& tasks, std::size_t jobs) : tasks_(tasks), jobs_(jobs), end_(tasks.count) {}

  void run() {
    while (delivered_ < end_) {
      while (at_work_.size() < jobs_ && started_ < end_) start();
      wait();
      collect();
      deliver();
    }
  }

 private:
  void start() {
    const std::size_t task = started_++;
    at_work_.push_back(std::make_unique<TaskProcess>(task, [&] { return tasks_.perform(task); }));
  }

  void wait() {
    std::vector<pollfd> pipes;
    for (const auto& process : at_work_) pipes.push_back({process->pipe(), POLLIN, 0});
    if (::poll(pipes.data(), pipes.size(), -1) < 0 && errno != EINTR)
      throw std::system_error(errno, std::generic_category(), "waiting for processes");
    for (std::size_t i = 0; i < pipes.size(); ++i)
      if (pipes[i].revents != 0) at_work_[i]->read();
  }

  void collect() {
    for (auto& process : at_work_) {
      if (!process->ended()) continue;
      const std::size_t task = process->task();
      // Nothing after a failure is wanted any more, everything before it is.
      if (process->failed()) end_ = std::min(end_, task + 1);
      done_.emplace(task, std::move(process));
    }
    at_work_.erase(std::remove_if(at_work_.begin(), at_work_.end(),
                                  [&](const auto& process) { return process == nullptr || process->task() >= end_; }),
                   at_work_.end());
  }

  void deliver() {
    for (auto next = done_.find(delivered_); next != done_.end() && delivered_ < end_; next = done_.find(delivered_)) {
      tasks_.deliver(delivered_, next->second->result(tasks_.name(delivered_)));
      done_.erase(next);
      ++delivered_;
    }
  }

  const PooledTasks& tasks_;
  std::size_t jobs_;
  std::size_t started_ = 0, delivered_ = 0;
  std::size_t end_;  // of the tasks that are wanted
  std::vector<std::unique_ptr<TaskProcess>> at_work_;
  std::map<std::size_t, std::unique_ptr<TaskProcess>> done_;  // and not delivered
};

}  // namespace

void run_in_processes(const PooledTasks& tasks, int jobs) {
  const std::size_t processes = std::min(static_cast<std::size_t>(std::max(jobs, 1)), tasks.count);
  if (processes > 1) return Pool(tasks, processes).run();
  for (std::size_t task = 0; task < tasks.count; ++task) tasks.deliver(task, tasks.perform(task));
}

}  // namespace skipgrid::sim
