// Parameters, masks and states of a network as arrays of a dump.
#pragma once

#include <string>
#include <vector>

#include "models/parameter.h"
#include "models/step_masks.h"
#include "models/training/dump/npz_writer.h"

namespace skipgrid::models {

/// A weight and, as "grad.KEY", its gradient: an embedding a row a word, a bias as a vector, any other weight with a
/// row an output, as PyTorch has it.
void add_parameter(NpzWriter& npz, const std::string& key, const Parameter<float>& parameter);

/// What dropout multiplies by: [T,K] structured, [T,B,K] per sample; nothing where nothing is dropped.
void add_masks(NpzWriter& npz, const std::string& key, const StepMasks& masks);

/// The slice of each at a step, one after the other: [L,B,H].
void add_states(NpzWriter& npz, const std::string& key, const std::vector<const Tensor<float>*>& states, int step);

/// "loss", a sum over all tokens divided by "loss_div", the samples of a batch.
void add_loss(NpzWriter& npz, double log_loss, int batch);

}  // namespace skipgrid::models
