// An iteration of a language model as arrays.
#pragma once

#include "models/training/dump/npz_writer.h"
#include "models/training/trainer.h"

namespace skipgrid::models {

/// Whether the keys below say all about a network: an embedding, LSTM layers in one direction, a softmax, nothing tied,
/// and nothing dropped but neurons.
bool can_dump_language_model(const NetworkConfig& config);

/// Keys and shapes (T steps, B batch, V vocabulary, E embedding, H hidden, layer k of L, K its inputs; gates i, f, g,
/// o):
///   emb [V,E], w_ih_l{k} [4H,K], w_hh_l{k} [4H,H], b_ih_l{k}, b_hh_l{k} [4H], dec_w [V,H], dec_b [V]
///   x, y [T,B]: tokens and targets; h0, c0 [L,B,H]: the state before; loss_div: what the summed loss is divided by
///   m_nr{k}, k = 0 .. L, and m_rh{k}: what dropout multiplies with, [T,K] structured, [T,B,K] per sample; only those
///   that drop anything
///   loss, h_n, c_n [L,B,H], and grad.<weight key> before clipping
/// Requires can_dump_language_model().
void dump_language_model(NpzWriter& npz, const GradientsReady& iteration);

}  // namespace skipgrid::models
