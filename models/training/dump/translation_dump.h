// An iteration of a translation model as arrays.
#pragma once

#include "models/training/dump/npz_writer.h"
#include "models/training/trainer.h"

namespace skipgrid::models {

/// Whether the keys below say all about a network: a translation model of LSTM layers, nothing tied, and nothing
/// dropped but neurons.
bool can_dump_translation(const NetworkConfig& config);

/// Keys and shapes (S and T steps of source and target, B batch, V words of the source, W of the target, E embedding, H
/// hidden, layer k of L, K its inputs; gates i, f, g, o):
///   src_emb [V,E], tgt_emb [W,E], gen_w [W,H], gen_b [W]
///   enc_w_ih_l{k} [4H,K], enc_w_hh_l{k} [4H,H], enc_b_ih_l{k}, enc_b_hh_l{k} [4H], and dec_... likewise;
///   dec_w_feed [4H,H] of what is fed back, where it is; attn_w_query (of the general score), attn_w_context,
///   attn_w_state [H,H]
///   src [S,B], tgt_in, tgt_out [T,B]: words, -1 for padding; loss_div: what the summed loss is divided by
///   m_enc_nr{k}, m_enc_rh{k}, m_dec_nr{k}, m_dec_rh{k}, m_dec_feed, m_attn (of the state as W_query and W_state read
///   it), m_gen: what dropout multiplies with, [T,K] structured, [T,B,K] per sample; only those that drop anything
///   loss, enc_h_n, enc_c_n, dec_h_n, dec_c_n [L,B,H]: states after the last step, and grad.<weight key> before
///   clipping
/// Requires can_dump_translation().
void dump_translation(NpzWriter& npz, const GradientsReady& iteration);

}  // namespace skipgrid::models
