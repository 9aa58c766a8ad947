// The points of a sweep: the combinations of its axes that its filters keep.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/sweep/points/filter.h"
#include "sim/sweep/points/identity.h"
#include "sim/sweep/points/point.h"
#include "sim/sweep/points/sweep_config.h"
#include "traces/json/overrides.h"

namespace skipgrid::sim {
struct Document;
struct RunConfig;
}  // namespace skipgrid::sim

namespace skipgrid::sweep {

/// The id as 16 hexadecimal digits, and back. Throws std::invalid_argument for anything else.
std::string id_text(std::uint64_t id);
std::uint64_t id_from_text(const std::string& text);

/// Most combinations of a sweep, before filters.
inline constexpr std::uint64_t kMaxCombinations = 100'000'000;

/// All combinations of the axes of a sweep, which must live as long.
class PointSpace {
 public:
  /// Throws InputError when there are more than kMaxCombinations, or for a filter that cannot be read.
  explicit PointSpace(const SweepConfig& config);
  explicit PointSpace(SweepConfig&& config) = delete;

  std::uint64_t size() const { return size_; }
  /// A value for each of pointers(config). Throws std::out_of_range unless choice < size().
  std::vector<const AxisValue*> values(std::uint64_t choice) const;
  /// "/hardware/rows = 8, /dropout/nr = 0.5"
  std::string describe(std::uint64_t choice) const;
  /// The configuration of a combination, valid against the schema of a run. Throws InputError when it is not.
  sim::Document document(std::uint64_t choice) const;
  /// The run of a combination. Throws InputError when it is no valid one.
  sim::RunConfig run(std::uint64_t choice) const;
  /// The run of a point, as it was planned: `files` are those that were read then. A trace to replay is checked when it
  /// is read. Throws InputError when something that the point reads is not what it was.
  sim::RunConfig run(const Point& point, ReadFiles& files) const;
  /// The points in order, and the files that they read. Throws InputError for an invalid combination that no filter
  /// takes out, for two that are the same, and when nothing is left.
  std::vector<Point> points(ReadFiles& files) const;

 private:
  std::vector<Override> changes(std::uint64_t choice) const;

  const SweepConfig& config_;
  std::vector<std::string> pointers_;
  std::vector<Filter> filters_;
  std::uint64_t size_ = 1;
};

}  // namespace skipgrid::sweep
