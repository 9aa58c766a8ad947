#include "sim/cli/train/progress.h"

#include <fmt/format.h>

#include <cmath>
#include <ostream>
#include <utility>

#include "sim/report/text_table.h"
#include "traces/shown_text.h"

namespace skipgrid::cli {

Progress::Progress(std::ostream& out, bool terminal, std::string name, int stop_at)
    : out_(out), line_(out, terminal), name_(shown(name)), stop_at_(stop_at) {}

int Progress::iterations_left(const models::Trainer& trainer) const {
  const models::TrainingPosition& position = trainer.position();
  const int all = trainer.all_iterations();
  return (stop_at_ > 0 ? std::min(stop_at_, all) : all) - position.total_iterations;
}

std::string Progress::status(const models::Trainer& trainer) const {
  const models::TrainingPosition& position = trainer.position();
  const int done = position.total_iterations - first_iteration_;
  const double seconds = std::chrono::duration<double>(Clock::now() - start_).count();
  const double speed = static_cast<double>(tokens_) / seconds;
  const double perplexity = trainer.epoch_perplexity();
  return fmt::format("{} epoch {}/{} {}/{} {} tokens/s loss {:.3f} perplexity {:.1f} {} left", name_, position.epoch,
                     trainer.config().epochs, position.iteration, trainer.iterations_per_epoch(),
                     sim::with_thousands(static_cast<std::int64_t>(speed)), std::log(perplexity), perplexity,
                     clock_text(seconds / done * iterations_left(trainer)));
}

void Progress::iteration(const models::Trainer& trainer) {
  // The first iteration warms caches up and is not timed.
  if (first_iteration_ < 0) {
    first_iteration_ = trainer.position().total_iterations;
    start_ = Clock::now();
    return;
  }
  tokens_ += trainer.iteration_tokens();
  if (line_.due())
    line_.show(static_cast<double>(trainer.position().iteration) / trainer.iterations_per_epoch(), status(trainer));
}

void Progress::epoch(const std::string& whose, const models::EpochResult& result, int epochs) {
  finish();
  // Tags have perplexities just above one, and so may have translations.
  const int digits = result.valid_entities ? 4 : result.valid_bleu ? 2 : 1;
  std::string perplexities = fmt::format("perplexity {:.{}f}, validation {:.{}f}", result.train_perplexity, digits,
                                         result.valid_perplexity, digits);
  if (result.valid_entities) perplexities += fmt::format(", F1 {:.2f}%", 100.0 * result.valid_entities->f1());
  if (result.valid_bleu) perplexities += fmt::format(", BLEU {:.2f}", result.valid_bleu->score());
  out_ << fmt::format("{} epoch {}/{} done in {}: {}, learning rate {:.4g}\n", shown(whose), result.epoch, epochs,
                      clock_text(result.seconds), perplexities, result.learning_rate)
       << std::flush;
}

void Progress::finish() { line_.finish(); }

}  // namespace skipgrid::cli
