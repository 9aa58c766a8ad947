#include "sim/sweep/directory/ranking.h"

#include <algorithm>
#include <map>
#include <stdexcept>

namespace skipgrid::sweep {
namespace {

const VariantTotal* find(const std::vector<VariantTotal>& totals, sim::Variant variant) {
  const auto found =
      std::find_if(totals.begin(), totals.end(), [&](const VariantTotal& total) { return total.variant == variant; });
  return found == totals.end() ? nullptr : &*found;
}

std::optional<double> field(const VariantTotal& total, const char* name) {
  return number_in(total.cells[total_column(name)]);
}

Candidate candidate_of(std::uint32_t point, const VariantTotal& total) {
  return {point,
          field(total, "cycles").value_or(0),
          field(total, "energy_pj"),
          field(total, "utilization"),
          field(total, "speedup_vs_dense"),
          field(total, "speedup_vs_dense_best")};
}

bool more_is_better(Measure measure) {
  return measure == Measure::speedup_vs_dense || measure == Measure::speedup_vs_dense_best;
}

}  // namespace

Measure measure_from_string(std::string_view text) {
  std::string words;
  for (const Measure measure : kMeasures) {
    if (text == to_string(measure)) return measure;
    words += (words.empty() ? "" : measure == kMeasures.back() ? " or " : ", ") + std::string(to_string(measure));
  }
  throw std::invalid_argument("expected " + words + ", got \"" + std::string(text) + "\"");
}

std::string_view to_string(Measure measure) {
  switch (measure) {
    case Measure::cycles: return "cycles";
    case Measure::energy: return "energy";
    case Measure::edp: return "edp";
    case Measure::speedup_vs_dense: return "speedup_vs_dense";
    case Measure::speedup_vs_dense_best: return "speedup_vs_dense_best";
  }
  throw std::invalid_argument("not a measure");
}

std::optional<double> Candidate::value(Measure measure) const {
  if (measure == Measure::cycles) return cycles;
  if (measure == Measure::speedup_vs_dense) return speedup_vs_dense;
  if (measure == Measure::speedup_vs_dense_best) return speedup_vs_dense_best;
  if (!energy_pj) return std::nullopt;
  return measure == Measure::energy ? *energy_pj : *energy_pj * cycles;
}

void Ranking::add(const Candidate& candidate) {
  if (const std::optional<double> value = candidate.value(measure_)) {
    const auto better = [&](const Candidate& other) {
      return more_is_better(measure_) ? *value > *other.value(measure_) : *value < *other.value(measure_);
    };
    best_.insert(std::find_if(best_.begin(), best_.end(), better), candidate);
    if (best_.size() > top_) best_.pop_back();
  }
  if (!candidate.energy_pj) return;
  const auto beats = [](const Candidate& x, const Candidate& y) {
    return x.cycles <= y.cycles && *x.energy_pj <= *y.energy_pj;
  };
  const auto beaten_by = [&](const Candidate& other) { return beats(other, candidate); };
  if (std::any_of(front_.begin(), front_.end(), beaten_by)) return;
  const auto beaten = [&](const Candidate& other) { return beats(candidate, other); };
  front_.erase(std::remove_if(front_.begin(), front_.end(), beaten), front_.end());
  const auto slower = [&](const Candidate& other) { return other.cycles > candidate.cycles; };
  front_.insert(std::find_if(front_.begin(), front_.end(), slower), candidate);
}

std::vector<RankedGroup> rank(const SweepDirectory& directory, const Manifest& manifest, Measure measure,
                              std::size_t top, const Selection& selection, std::optional<sim::Variant>& variant,
                              Damages& damages) {
  std::vector<RankedGroup> groups;
  std::map<std::string, std::size_t> known;
  TotalsReader reader;
  for (std::uint32_t i = 0; i < manifest.points.size(); ++i) {
    const Point& point = manifest.points[i];
    if (!selection.wants(point)) continue;
    const PointRecord record = directory.point(manifest, point.id, damages);
    if (record.state != PointState::done) continue;
    const std::vector<VariantTotal> totals = reader.read(directory.result_file(point.id), record.document);
    constexpr sim::Variant kUsual = sim::Variant::structured_best;
    if (!variant) variant = find(totals, kUsual) != nullptr ? kUsual : totals.front().variant;
    const VariantTotal* total = find(totals, *variant);
    if (total == nullptr) continue;
    const auto [group, is_new] = known.try_emplace(selection.group(point), groups.size());
    if (is_new) groups.push_back({group->first, Ranking(measure, top)});
    groups[group->second].ranking.add(candidate_of(i, *total));
  }
  return groups;
}

}  // namespace skipgrid::sweep
