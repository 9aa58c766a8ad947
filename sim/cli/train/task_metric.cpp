#include "sim/cli/train/task_metric.h"

namespace skipgrid::cli {

TaskMetric metric_of(const models::EpochResult& epoch) {
  if (epoch.valid_entities) return TaskMetric::f1;
  return epoch.valid_bleu ? TaskMetric::bleu : TaskMetric::perplexity;
}

double value_of(TaskMetric metric, const models::EpochResult& epoch) {
  switch (metric) {
    case TaskMetric::f1: return 100.0 * epoch.valid_entities->f1();
    case TaskMetric::bleu: return epoch.valid_bleu->score();
    case TaskMetric::perplexity: break;
  }
  return epoch.valid_perplexity;
}

std::string to_string(TaskMetric metric) {
  switch (metric) {
    case TaskMetric::f1: return "valid F1";
    case TaskMetric::bleu: return "valid BLEU";
    case TaskMetric::perplexity: break;
  }
  return "valid ppl";
}

}  // namespace skipgrid::cli
