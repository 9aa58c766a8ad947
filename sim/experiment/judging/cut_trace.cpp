#include "sim/experiment/judging/cut_trace.h"

#include <utility>

#include "sim/schedule/iteration/iteration_splitter.h"

namespace skipgrid::sim {

namespace {

/// Cuts a trace and says how it begins.
class HeadedSplitter : public IterationSplitter {
 public:
  using Begin = std::function<void(const traces::TraceHeader& header)>;

  HeadedSplitter(Begin begin, Take take) : IterationSplitter(std::move(take)), begin_(std::move(begin)) {}
  void begin(const traces::TraceHeader& header) override { begin_(header); }

 private:
  const Begin begin_;
};

}  // namespace

void CutTrace::cut() const {
  if (state_ != unknown) return;
  state_ = in_memory;
  std::size_t operations = 0;
  HeadedSplitter splitter([&](const traces::TraceHeader& header) { header_ = header; },
                          [&](IterationOps&& ops) {
                            operations += ops.size();
                            if (operations > kKeptOperations) {
                              state_ = too_long;
                              iterations_ = {};
                            }
                            if (state_ == in_memory) iterations_.emplace_back(std::move(ops));
                          });
  produce_(splitter);
}

bool CutTrace::kept() const {
  cut();
  return state_ == in_memory;
}

void CutTrace::for_each(const std::function<void(const Iteration& iteration)>& look) const {
  if (kept()) {
    for (const Iteration& iteration : iterations_) look(iteration);
    return;
  }
  IterationSplitter splitter([&](IterationOps&& ops) { look(Iteration(std::move(ops))); });
  produce_(splitter);
}

void CutTrace::for_each(traces::TraceSink& sink, const std::function<void(const Iteration& iteration)>& look) const {
  if (kept()) {
    sink.begin(header_);
    for (const Iteration& iteration : iterations_) look(iteration);
  } else {
    HeadedSplitter splitter([&](const traces::TraceHeader& header) { sink.begin(header); },
                            [&](IterationOps&& ops) { look(Iteration(std::move(ops))); });
    produce_(splitter);
  }
  sink.end();
}

}  // namespace skipgrid::sim
