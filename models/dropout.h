// Dropout as an experiment describes it, and the masks it draws: every mask is a pure function of
// (seed, iteration, layer, connection, step), so any of them can be drawn again, anywhere, in any order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "traces/mask.h"

namespace skipgrid::models {

/// How masks vary: within the batch (per sample or structured) and across time (redrawn or repeated).
enum class DropoutCase : std::uint8_t {
  I,    ///< per sample, redrawn (Zaremba et al. 2014)
  II,   ///< per sample, repeated (Gal & Ghahramani 2016)
  III,  ///< structured, redrawn (Sarma et al. 2021)
  IV    ///< structured, repeated
};
std::string_view to_string(DropoutCase value);
/// The same neurons for the whole batch: whole columns of an activation are zero.
inline bool structured(DropoutCase value) { return value == DropoutCase::III || value == DropoutCase::IV; }
/// One mask for all steps of an iteration.
inline bool repeated(DropoutCase value) { return value == DropoutCase::II || value == DropoutCase::IV; }

/// bernoulli: each block drops on its own; fixed_count: exactly round(rate * blocks) blocks drop.
enum class Draw : std::uint8_t { bernoulli, fixed_count };
std::string_view to_string(Draw value);

/// What a mask applies to: the input of a layer (nr, the projection's input included), the recurrent state (rh), the
/// words of an embedding, or the elements of a recurrent weight (DropConnect).
enum class Connection : std::uint8_t { nr, rh, word, weight };

/// A valid one has rates in [0, 1), redraw_every and block >= 1. The repeated cases have nothing to redraw.
struct DropoutConfig {
  DropoutCase dropout_case = DropoutCase::III;
  double nr = 0.0;               ///< rate on the inputs of the LSTM layers
  double rh = 0.0;               ///< rate on the recurrent state h[t-1]
  std::optional<double> output;  ///< rate on the projection's input; nr when not given
  std::uint64_t seed = 1;
  int redraw_every = 1;  ///< steps a mask lives (cases I and III); as many as the iteration has: the repeated case
  int block = 1;         ///< neurons drop in contiguous groups of this many; the last group may be shorter
  Draw draw = Draw::bernoulli;

  double output_rate() const { return output.value_or(nr); }
};

/// Ordinary dropout at the same rates: each neuron of each sample at each step on its own. What "random" means wherever
/// variants are compared.
DropoutConfig unstructured(DropoutConfig dropout);

/// Which of an iteration's masks: layer counts from 0, and the projection's input is layer L of connection nr.
struct MaskKey {
  int iteration = 0;
  int layer = 0;
  Connection connection = Connection::nr;
  int step = 0;
};

/// The step whose mask `step` shares: 0 in the repeated cases, the first of its redraw_every steps otherwise.
int redraw_step(const DropoutConfig& config, int step);

/// The mask over `neurons` neurons at `rate`: one row when structured, `batch` rows otherwise.
traces::Mask draw_mask(const DropoutConfig& config, const MaskKey& key, double rate, std::size_t neurons,
                       std::size_t batch);

/// What kept neurons are multiplied by (inverted dropout): one over the probability with which draw_mask keeps one.
double keep_scale(const DropoutConfig& config, double rate, std::size_t neurons);

}  // namespace skipgrid::models
