#include "sim/cli/train/train_report.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>

#include "sim/cli/train/comparison_report.h"
#include "sim/cli/train/task_metric.h"
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

/// A training, and the seed that it had.
struct Run {
  const TrainingResult& result;
  std::uint64_t seed;
};

std::vector<Run> runs_of(const TrainReport& report) {
  if (report.training) return {{*report.training, Json::parse(report.config).value("seed", std::uint64_t{1})}};
  std::vector<Run> runs;
  for (const SeedComparison& once : report.comparison->seeds) {
    for (const TrainingResult& result : once.results) runs.push_back({result, once.seed});
  }
  return runs;
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

Json run_json(const TrainingResult& run, std::uint64_t seed) {
  Json phases = Json::object(), curve = Json::array();
  for (const Phase phase : traces::kPhases) phases[std::string(to_string(phase))] = milliseconds(run, phase);
  for (const EpochResult& epoch : run.position.curve) curve.push_back(models::to_json(epoch));
  Json json{{"name", run.name},
            {"seed", seed},
            {"iterations", run.iterations},
            {"total_iterations", run.position.total_iterations},
            {"iteration_perplexity", run.iteration_perplexity},
            {"milliseconds_per_iteration", run.milliseconds_per_iteration()},
            {"phase_milliseconds_per_iteration", phases},
            {"curve", curve}};
  if (run.array) json["array"] = array_json(*run.array);
  if (run.test) json["test"] = {{"perplexity", run.test->perplexity}, {"bleu", models::to_json(run.test->bleu)}};
  return json;
}

/// What the task is judged by; nothing when no epoch was completed.
std::optional<TaskMetric> metric_of_runs(const std::vector<Run>& runs) {
  for (const Run& run : runs) {
    if (!run.result.position.curve.empty()) return metric_of(run.result.position.curve.back());
  }
  return std::nullopt;
}

/// How translation models were judged.
std::string bleu_lines(const TrainReport& report) {
  const bool tested = report.training && report.training->test;
  if (!tested && metric_of_runs(runs_of(report)) != TaskMetric::bleu) return "";
  std::string lines = "\n";
  if (tested) {
    const TestResult& test = *report.training->test;
    lines += fmt::format("test: perplexity {:.2f}, BLEU {:.2f}\n", test.perplexity, test.bleu.score());
  }
  return lines + "BLEU: " + models::bleu_signature() + "\n";
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

/// A row: what one training came to.
std::string training_table(const TrainingResult& run) {
  std::vector<std::string> header{"run", "iterations", "train ppl", "valid ppl"};
  const std::vector<EpochResult>& curve = run.position.curve;
  const TaskMetric metric = curve.empty() ? TaskMetric::perplexity : metric_of(curve.back());
  const int digits = metric == TaskMetric::f1 ? 4 : 2;  // tags have perplexities just above one
  std::vector<std::string> cells{
      run.name, sim::with_thousands(run.position.total_iterations),
      fmt::format("{:.{}f}", curve.empty() ? run.iteration_perplexity : curve.back().train_perplexity, digits),
      curve.empty() ? "-" : fmt::format("{:.{}f}", curve.back().valid_perplexity, digits)};
  if (metric != TaskMetric::perplexity) {
    header.push_back(to_string(metric));
    cells.push_back(fmt::format("{:.2f}{}", value_of(metric, curve.back()), metric == TaskMetric::f1 ? "%" : ""));
  }
  header.emplace_back("ms/iteration");
  cells.push_back(fmt::format("{:.1f}", run.milliseconds_per_iteration()));
  for (const Phase phase : traces::kPhases) {
    header.emplace_back(to_string(phase));
    cells.push_back(fmt::format("{:.1f}", milliseconds(run, phase)));
  }
  sim::TextTable table(header, "l" + std::string(header.size() - 1, 'r'));
  table.rule();
  table.row(cells);
  return table.text() + (run.array ? array_table(*run.array) : "");
}

}  // namespace

Json train_json(const TrainReport& report) {
  const sim::Provenance& built = sim::provenance();
  Json runs = Json::array();
  for (const Run& run : runs_of(report)) runs.push_back(run_json(run.result, run.seed));
  Json json{{"schema", "skipgrid-train/2"},
            {"name", report.name},
            {"config", Json::parse(report.config)},
            {"provenance",
             {{"program", built.program},
              {"version", built.version},
              {"commit", built.commit},
              {"compiler", built.compiler}}},
            {"runs", runs}};
  if (report.comparison) json["comparison"] = comparison_json(*report.comparison);
  return json;
}

std::string train_csv(const TrainReport& report) {
  const std::vector<Run> runs = runs_of(report);
  const std::optional<TaskMetric> metric = metric_of_runs(runs);
  std::string csv =
      "run,seed,epoch,learning_rate,train_perplexity,valid_perplexity,tokens,seconds,fp_seconds,bp_seconds,wg_seconds";
  if (metric == TaskMetric::f1) csv += ",valid_precision,valid_recall,valid_f1";
  if (metric == TaskMetric::bleu) csv += ",valid_bleu";
  csv += '\n';
  for (const Run& run : runs) {
    for (const EpochResult& e : run.result.position.curve) {
      csv += fmt::format("{},{},{},{},{},{},{},{},{},{},{}", run.result.name, run.seed, e.epoch, e.learning_rate,
                         e.train_perplexity, e.valid_perplexity, e.tokens, e.seconds, e.phase_seconds[0],
                         e.phase_seconds[1], e.phase_seconds[2]);
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
  const std::string table = report.comparison ? comparison_table(*report.comparison) : training_table(*report.training);
  return shown(report.name) + "\n\n" + table + bleu_lines(report);
}

}  // namespace skipgrid::cli
