#include "sim/cli/train/comparison_report.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "sim/cli/train/comparison_figures.h"
#include "sim/report/text_table.h"

namespace skipgrid::cli {

namespace {

// What speedups are over: where these modes are, those after them are compared with them.
constexpr std::string_view kBaselines[] = {"dense-fused", "dense"};

std::optional<std::size_t> index_of(const Comparison& comparison, std::string_view name) {
  for (std::size_t i = 0; i < comparison.modes.size(); ++i) {
    if (comparison.modes[i] == name) return i;
  }
  return std::nullopt;
}

std::optional<MedianInterval> speedup_over(const Comparison& comparison, std::size_t base, std::size_t mode,
                                           TimePart part) {
  return speedup_of(milliseconds_of(comparison, base, part), milliseconds_of(comparison, mode, part));
}

Json interval_json(const MedianInterval& interval) {
  Json json{{"median", interval.median}};
  if (interval.low) {
    json["low"] = *interval.low;
    json["high"] = *interval.high;
  }
  return json;
}

Json mode_json(const Comparison& comparison, std::size_t mode) {
  Json milliseconds = Json::object(), speedups = Json::object();
  for (const TimePart part : kTimeParts) {
    const Quartiles quartiles = quartiles_of(milliseconds_of(comparison, mode, part));
    milliseconds[std::string(to_string(part))] = {
        {"lower", quartiles.lower}, {"median", quartiles.median}, {"upper", quartiles.upper}};
  }
  for (const std::string_view name : kBaselines) {
    const auto base = index_of(comparison, name);
    if (!base || *base == mode) continue;
    Json& over = speedups[std::string(name)] = Json::object();
    for (const TimePart part : kTimeParts) {
      if (const auto speedup = speedup_over(comparison, *base, mode, part)) {
        over[std::string(to_string(part))] = interval_json(*speedup);
      }
    }
  }
  Json json{{"name", comparison.modes[mode]}, {"milliseconds", milliseconds}, {"speedup_over", speedups}};
  if (const auto figures = metric_figures(comparison, mode)) {
    json["metric"] = {
        {"name", to_string(figures->metric)}, {"values", figures->values}, {"mean", figures->spread.mean}};
    if (figures->deviation) json["metric"]["deviation"] = *figures->deviation;
  }
  return json;
}

std::string interval_text(const std::optional<MedianInterval>& interval) {
  if (!interval) return "-";
  if (!interval->low) return sim::times(interval->median);
  return fmt::format("{} ({:.2f}-{:.2f})", sim::times(interval->median), *interval->low, *interval->high);
}

std::string metric_text(const std::optional<MetricFigures>& figures) {
  if (!figures) return "-";
  const std::string mean = fmt::format("{:.2f}", figures->spread.mean);
  return figures->deviation ? fmt::format("{} +- {:.2f}", mean, *figures->deviation) : mean;
}

std::string times_table(const Comparison& comparison) {
  std::vector<std::string> header{"mode", "valid", "ms/iteration", "quartiles", "FP", "BP", "WG", "rest"};
  std::vector<std::size_t> bases;
  for (const std::string_view name : kBaselines) {
    if (const auto base = index_of(comparison, name)) {
      bases.push_back(*base);
      header.push_back(fmt::format("vs {}", name));
    }
  }
  if (const auto figures = metric_figures(comparison, 0)) header[1] = to_string(figures->metric);
  sim::TextTable table(header, "lrrrrrrr" + std::string(bases.size(), 'r'));
  table.rule();
  for (std::size_t mode = 0; mode < comparison.modes.size(); ++mode) {
    const auto median = [&](TimePart part) { return quartiles_of(milliseconds_of(comparison, mode, part)).median; };
    const Quartiles total = quartiles_of(milliseconds_of(comparison, mode, TimePart::total));
    std::vector<std::string> cells{comparison.modes[mode], metric_text(metric_figures(comparison, mode)),
                                   fmt::format("{:.2f}", total.median),
                                   fmt::format("{:.2f}-{:.2f}", total.lower, total.upper)};
    for (const TimePart part : {TimePart::fp, TimePart::bp, TimePart::wg, TimePart::rest}) {
      cells.push_back(fmt::format("{:.2f}", median(part)));
    }
    for (const std::size_t base : bases) {
      cells.push_back(base == mode ? "-" : interval_text(speedup_over(comparison, base, mode, TimePart::total)));
    }
    table.row(cells);
  }
  return table.text();
}

/// By phase, over the best dense mode.
std::string phases_table(const Comparison& comparison, std::size_t base) {
  sim::TextTable table({"vs " + comparison.modes[base], "FP", "BP", "WG"}, "lrrr");
  table.rule();
  for (std::size_t mode = 0; mode < comparison.modes.size(); ++mode) {
    if (mode == base) continue;
    std::vector<std::string> cells{comparison.modes[mode]};
    for (const TimePart part : {TimePart::fp, TimePart::bp, TimePart::wg}) {
      cells.push_back(interval_text(speedup_over(comparison, base, mode, part)));
    }
    table.row(cells);
  }
  return "\n" + table.text();
}

std::string difference_text(const Comparison& comparison) {
  const auto difference = metric_difference(comparison);
  if (!difference) return "";
  const double mean = difference->spread.mean, margin = *difference->spread.margin, whole = difference->relative_to;
  const auto share = [&](double part) { return 100.0 * part / whole; };
  return fmt::format(
      "\nstructured less random, {} pairs: {:+.2f} ({:+.2f} to {:+.2f}), {:+.1f}% of random's mean ({:+.1f}% to "
      "{:+.1f}%; "
      "Student's t, 95%)\n",
      comparison.seeds.size(), mean, mean - margin, mean + margin, share(mean), share(mean - margin),
      share(mean + margin));
}

}  // namespace

Json comparison_json(const Comparison& comparison) {
  Json modes = Json::array();
  for (std::size_t mode = 0; mode < comparison.modes.size(); ++mode) modes.push_back(mode_json(comparison, mode));
  Json json{{"warm_up_rounds", comparison.warm_up},
            {"measured_rounds", milliseconds_of(comparison, 0, TimePart::total).size()},
            {"seeds", comparison.seeds.size()},
            {"modes", modes}};
  if (const auto difference = metric_difference(comparison)) {
    json["structured_less_random"] = {{"mean", difference->spread.mean},
                                      {"margin", *difference->spread.margin},
                                      {"mean_of_random", difference->relative_to}};
  }
  return json;
}

std::string comparison_table(const Comparison& comparison) {
  std::string text = times_table(comparison);
  if (const auto base = index_of(comparison, kBaselines[0]); base && comparison.modes.size() > 1) {
    text += phases_table(comparison, *base);
  }
  text += difference_text(comparison);
  const std::string how = fmt::format(
      "An iteration of each mode in turn; medians of {} rounds, measured after {} of each seed that were not.",
      milliseconds_of(comparison, 0, TimePart::total).size(), comparison.warm_up);
  const bool compares = index_of(comparison, kBaselines[0]) || index_of(comparison, kBaselines[1]);
  const char* what =
      " vs: the median of how many times as fast in the same round, and an interval that holds it with 95 % (from "
      "order "
      "statistics).";
  return text + "\n" + sim::wrapped(how + (compares ? what : ""), 0) + "\n";
}

std::string rounds_csv(const Comparison& comparison) {
  std::string csv = "seed,round,mode,fp_seconds,bp_seconds,wg_seconds,seconds\n";
  for (const SeedComparison& once : comparison.seeds) {
    for (std::size_t round = 0; round < once.times.front().size(); ++round) {
      for (std::size_t mode = 0; mode < comparison.modes.size(); ++mode) {
        const IterationTime& time = once.times[mode][round];
        csv += fmt::format("{},{},{},{},{},{},{}\n", once.seed, static_cast<int>(round) + comparison.warm_up + 1,
                           comparison.modes[mode], time.phases[0], time.phases[1], time.phases[2], time.total);
      }
    }
  }
  return csv;
}

}  // namespace skipgrid::cli
