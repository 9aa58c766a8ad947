#include "sim/sweep/directory/ranking.h"

#include <algorithm>
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

Candidate candidate_of(std::uint32_t point, const VariantTotal& total, const VariantTotal* dense) {
  Candidate candidate{point, field(total, "cycles").value_or(0), field(total, "energy_pj"), field(total, "utilization"),
                      std::nullopt};
  if (dense != nullptr && candidate.cycles > 0)
    candidate.speedup = field(*dense, "cycles").value_or(0) / candidate.cycles;
  return candidate;
}

}  // namespace

Measure measure_from_string(std::string_view text) {
  for (const Measure measure : {Measure::cycles, Measure::energy, Measure::edp})
    if (text == to_string(measure)) return measure;
  throw std::invalid_argument("expected cycles, energy or edp, got \"" + std::string(text) + "\"");
}

std::string_view to_string(Measure measure) {
  switch (measure) {
    case Measure::cycles: return "cycles";
    case Measure::energy: return "energy";
    case Measure::edp: return "edp";
  }
  throw std::invalid_argument("not a measure");
}

std::optional<double> Candidate::value(Measure measure) const {
  if (measure == Measure::cycles) return cycles;
  if (!energy_pj) return std::nullopt;
  return measure == Measure::energy ? *energy_pj : *energy_pj * cycles;
}

void Ranking::add(const Candidate& candidate) {
  if (const std::optional<double> value = candidate.value(measure_)) {
    const auto better = [&](const Candidate& other) { return *value < *other.value(measure_); };
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

Ranking rank(const SweepDirectory& directory, const Manifest& manifest, Measure measure, std::size_t top,
             std::optional<sim::Variant>& variant, Damages& damages) {
  Ranking ranking(measure, top);
  TotalsReader reader;
  for (std::uint32_t i = 0; i < manifest.points.size(); ++i) {
    const std::uint64_t id = manifest.points[i].id;
    const PointRecord record = directory.point(manifest, id, damages);
    if (record.state != PointState::done) continue;
    const std::vector<VariantTotal> totals = reader.read(directory.result_file(id), record.document);
    if (!variant) variant = find(totals, sim::Variant::structured) ? sim::Variant::structured : totals.front().variant;
    if (const VariantTotal* total = find(totals, *variant))
      ranking.add(candidate_of(i, *total, find(totals, sim::Variant::dense)));
  }
  return ranking;
}

}  // namespace skipgrid::sweep
