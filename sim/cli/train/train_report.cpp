#include "sim/cli/train/train_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "sim/report/provenance.h"
#include "sim/report/text_table.h"
#include "traces/shown_text.h"

namespace skipgrid::cli {

namespace {

using models::EpochResult;
using traces::Phase;

double milliseconds(const TrainingResult& run, Phase phase) {
  return run.iterations == 0 ? 0.0 : 1e3 * run.phase_seconds[static_cast<std::size_t>(phase)] / run.iterations;
}

std::optional<double> speedup(const TrainingResult& baseline, const TrainingResult& run) {
  if (run.iterations == 0 || baseline.iterations == 0) return std::nullopt;
  return baseline.milliseconds_per_iteration() / run.milliseconds_per_iteration();
}

Json array_json(const ArrayCost& cost) {
  const auto phase_json = [&](const sim::ArrayPhase& phase) {
    return Json{{"products", phase.products},     {"cycles", phase.cycles.count()},
                {"tiles", phase.tiles},           {"macs", phase.macs},
                {"dense_macs", phase.dense_macs}, {"utilization", cost.utilization(phase)}};
  };
  Json phases = Json::object();
  for (const Phase phase : traces::kPhases) {
    phases[std::string(to_string(phase))] = phase_json(cost.phases[static_cast<std::size_t>(phase)]);
  }
  return {{"total", phase_json(cost.total())}, {"phases", phases}};
}

Json run_json(const TrainingResult& run, const std::vector<TrainingResult>& all) {
  Json phases = Json::object(), speedups = Json::object(), curve = Json::array();
  for (const Phase phase : traces::kPhases) phases[std::string(to_string(phase))] = milliseconds(run, phase);
  for (const TrainingResult& other : all) {
    if (&other == &run) continue;
    if (const auto factor = speedup(other, run)) speedups[other.name] = *factor;
  }
  for (const EpochResult& epoch : run.position.curve) curve.push_back(models::to_json(epoch));
  Json json{{"name", run.name},
            {"iterations", run.iterations},
            {"total_iterations", run.position.total_iterations},
            {"iteration_perplexity", run.iteration_perplexity},
            {"milliseconds_per_iteration", run.milliseconds_per_iteration()},
            {"phase_milliseconds_per_iteration", phases},
            {"speedup_over", speedups},
            {"curve", curve}};
  if (run.array) json["array"] = array_json(*run.array);
  if (run.test) json["test"] = {{"perplexity", run.test->perplexity}, {"bleu", models::to_json(run.test->bleu)}};
  return json;
}

/// Whether any epoch of any run has what is asked for.
template <class Has>
bool any_epoch(const TrainReport& report, const Has& has) {
  return std::any_of(report.runs.begin(), report.runs.end(), [&](const TrainingResult& run) {
    return std::any_of(run.position.curve.begin(), run.position.curve.end(), has);
  });
}
bool tags_entities(const TrainReport& report) {
  return any_epoch(report, [](const EpochResult& epoch) { return epoch.valid_entities.has_value(); });
}
bool has_bleu(const TrainReport& report) {
  return any_epoch(report, [](const EpochResult& epoch) { return epoch.valid_bleu.has_value(); });
}

/// Of what was held out, after the last epoch: F1 or BLEU.
std::string score_cell(const TrainingResult& run) {
  const std::vector<EpochResult>& curve = run.position.curve;
  if (curve.empty()) return "-";
  if (const auto& bleu = curve.back().valid_bleu) return fmt::format("{:.2f}", bleu->score());
  return fmt::format("{:.2f}%", 100.0 * curve.back().valid_entities->f1());
}

/// Of the translation models: what they were judged on at the end, and how.
std::string bleu_lines(const TrainReport& report) {
  std::string lines;
  for (const TrainingResult& run : report.runs) {
    if (!run.test) continue;
    lines += fmt::format("{}, test: perplexity {:.2f}, BLEU {:.2f}\n", run.name, run.test->perplexity,
                         run.test->bleu.score());
  }
  if (lines.empty() && !has_bleu(report)) return "";
  return "\n" + lines + "BLEU: " + models::bleu_signature() + "\n";
}

std::string array_table(const ArrayCost& cost) {
  sim::TextTable table({"phase", "products", "cycles", "tiles", "MACs", "skipped", "utilization"}, "lrrrrrr");
  table.rule();
  const auto row = [&](std::string_view name, const sim::ArrayPhase& phase) {
    const double skipped = 1.0 - static_cast<double>(phase.macs) / static_cast<double>(phase.dense_macs);
    table.row({std::string(name), sim::with_thousands(phase.products), sim::with_thousands(phase.cycles.count()),
               sim::with_thousands(phase.tiles), sim::with_thousands(phase.macs), sim::percent(skipped),
               sim::percent(cost.utilization(phase))});
  };
  for (const Phase phase : traces::kPhases) row(to_string(phase), cost.phases[static_cast<std::size_t>(phase)]);
  table.rule();
  row("total", cost.total());
  return fmt::format("\nthrough {} x {} PEs, {}, {}, {}; every product alone\n\n", cost.config.rows, cost.config.cols,
                     to_string(cost.config.dataflow), to_string(cost.config.schedule),
                     to_string(cost.config.precision)) +
         table.text();
}

}  // namespace

Json train_json(const TrainReport& report) {
  const sim::Provenance& built = sim::provenance();
  Json runs = Json::array();
  for (const TrainingResult& run : report.runs) runs.push_back(run_json(run, report.runs));
  return {{"schema", "skipgrid-train/1"},
          {"name", report.name},
          {"config", Json::parse(report.config)},
          {"provenance",
           {{"program", built.program},
            {"version", built.version},
            {"commit", built.commit},
            {"compiler", built.compiler}}},
          {"runs", runs}};
}

std::string train_csv(const TrainReport& report) {
  std::string csv =
      "run,epoch,learning_rate,train_perplexity,valid_perplexity,tokens,seconds,fp_seconds,bp_seconds,wg_seconds";
  if (tags_entities(report)) csv += ",valid_precision,valid_recall,valid_f1";
  if (has_bleu(report)) csv += ",valid_bleu";
  csv += '\n';
  for (const TrainingResult& run : report.runs) {
    for (const EpochResult& e : run.position.curve) {
      csv += fmt::format("{},{},{},{},{},{},{},{},{},{}", run.name, e.epoch, e.learning_rate, e.train_perplexity,
                         e.valid_perplexity, e.tokens, e.seconds, e.phase_seconds[0], e.phase_seconds[1],
                         e.phase_seconds[2]);
      if (const auto& scores = e.valid_entities) {
        csv += fmt::format(",{},{},{}", scores->precision(), scores->recall(), scores->f1());
      }
      if (const auto& bleu = e.valid_bleu) csv += fmt::format(",{}", bleu->score());
      csv += '\n';
    }
  }
  return csv;
}

std::string train_table(const TrainReport& report) {
  std::vector<std::string> header{"run", "iterations", "train ppl", "valid ppl", "ms/iteration", "FP", "BP", "WG"};
  std::string alignment = "lrrrrrrr";
  const bool compares = report.runs.size() > 1, tags = tags_entities(report), translates = has_bleu(report);
  // Tags have perplexities just above one.
  const int digits = tags ? 4 : 2;
  if (tags || translates) {
    header.insert(header.begin() + 4, tags ? "valid F1" : "valid BLEU");
    alignment += 'r';
  }
  for (std::size_t i = 0; compares && i + 1 < report.runs.size(); ++i) {
    header.push_back("vs " + report.runs[i].name);
    alignment += 'r';
  }
  sim::TextTable table(header, alignment);
  table.rule();
  for (const TrainingResult& run : report.runs) {
    const std::vector<EpochResult>& curve = run.position.curve;
    const double perplexity = curve.empty() ? run.iteration_perplexity : curve.back().train_perplexity;
    std::vector<std::string> cells{run.name, sim::with_thousands(run.position.total_iterations),
                                   fmt::format("{:.{}f}", perplexity, digits),
                                   curve.empty() ? "-" : fmt::format("{:.{}f}", curve.back().valid_perplexity, digits)};
    if (tags || translates) cells.push_back(score_cell(run));
    cells.push_back(fmt::format("{:.1f}", run.milliseconds_per_iteration()));
    for (const Phase phase : traces::kPhases) cells.push_back(fmt::format("{:.1f}", milliseconds(run, phase)));
    for (std::size_t i = 0; compares && i + 1 < report.runs.size(); ++i) {
      cells.push_back(&run == &report.runs[i] ? "-" : sim::times(speedup(report.runs[i], run)));
    }
    table.row(cells);
  }
  std::string text = shown(report.name) + "\n\n" + table.text();
  for (const TrainingResult& run : report.runs) {
    if (run.array) text += array_table(*run.array);
  }
  return text + bleu_lines(report);
}

}  // namespace skipgrid::cli
