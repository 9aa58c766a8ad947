#include "sim/sweep/workers/worker_pool.h"

#include <poll.h>

#include <algorithm>
#include <system_error>
#include <utility>

namespace skipgrid::sweep {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kTick{200};
constexpr int kAttempts = 20;

bool busy(const std::unique_ptr<Worker>& worker) { return worker != nullptr && !worker->idle(); }

}  // namespace

WorkerPool::WorkerPool(int workers, std::function<Task()> make_task, Limits limits, std::vector<int> not_inherited)
    : make_task_(std::move(make_task)),
      limits_(limits),
      not_inherited_(std::move(not_inherited)),
      workers_(static_cast<std::size_t>(workers)) {}

void WorkerPool::run(const NextTask& next, const OnReport& on_report, const Stop& stop) {
  try {
    feed(next);
    while (!stop() && std::any_of(workers_.begin(), workers_.end(), busy)) {
      wait();
      collect(on_report);
      feed(next);
    }
  } catch (...) {
    std::fill(workers_.begin(), workers_.end(), nullptr);
    throw;
  }
  for (std::unique_ptr<Worker>& worker : workers_) worker.reset();
}

void WorkerPool::feed(const NextTask& next) {
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    if (busy(workers_[i])) continue;
    if (const std::optional<std::uint32_t> task = next(static_cast<int>(i))) hand_over(static_cast<int>(i), *task);
  }
}

void WorkerPool::hand_over(int number, std::uint32_t task) {
  std::unique_ptr<Worker>& worker = workers_[static_cast<std::size_t>(number)];
  if (worker != nullptr && worker->start(task)) return;
  // It ended while it had nothing to do; another one may be ended, too, before it has a task to be blamed for.
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    worker.reset();
    worker = new_worker();
    if (worker->start(task)) return;
  }
  throw std::system_error(std::make_error_code(std::errc::no_child_process), "workers end at their start");
}

std::unique_ptr<Worker> WorkerPool::new_worker() const {
  std::vector<int> not_inherited = not_inherited_;
  for (const std::unique_ptr<Worker>& other : workers_)
    if (other != nullptr) not_inherited.push_back(other->socket());
  return std::make_unique<Worker>(make_task_, limits_, not_inherited);
}

void WorkerPool::wait() {
  std::vector<pollfd> sockets;
  Clock::time_point until = Clock::now() + kTick;
  for (const std::unique_ptr<Worker>& worker : workers_) {
    if (!busy(worker)) continue;
    sockets.push_back({worker->socket(), POLLIN, 0});
    if (const auto deadline = worker->deadline()) until = std::min(until, *deadline);
  }
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
  // A signal ends the wait early, which does no harm: who calls looks for what is there.
  ::poll(sockets.data(), sockets.size(), static_cast<int>(std::max<std::int64_t>(0, left)));
}

void WorkerPool::collect(const OnReport& on_report) {
  for (std::unique_ptr<Worker>& worker : workers_) {
    if (!busy(worker)) continue;
    pollfd socket{worker->socket(), POLLIN, 0};
    const bool readable = ::poll(&socket, 1, 0) == 1;
    if (!readable && !(worker->deadline() && Clock::now() >= *worker->deadline())) continue;
    const TaskReport report = readable ? worker->receive() : worker->expire();
    if (worker->gone()) worker.reset();
    on_report(report);
  }
}

}  // namespace skipgrid::sweep
