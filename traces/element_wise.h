// The kinds of element-wise operations, with what an element of each costs a vector unit whose user says nothing else.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

namespace skipgrid::traces {

enum class ElementWise : std::uint8_t {
  // cells
  lstm_forward,
  lstm_backward,
  gru_forward,
  gru_backward,
  initial_state,
  drop_connect,
  drop_connect_backward,
  // between layers
  embedding_gather,
  embedding_gradient,
  dropout,
  dropout_backward,
  gradient_sum,
  // bias and activation
  bias,
  bias_tanh,
  bias_relu,
  bias_gradient,
  tanh,
  tanh_backward,
  relu_backward,
  // convolution and pooling
  im2col,
  col2im,
  max_pool,
  max_pool_backward,
  unfold,
  fold,
  max_over_letters,
  max_over_letters_backward,
  // attention
  attention_softmax,
  attention_softmax_backward,
  by_sentence,
  by_step,
  // loss
  softmax_loss,
  crf_forward,
  crf_loss,
  crf_backward,
  crf_edge_gradient,
  crf_transition_gradient,
  // update
  gradient_norm,
  sgd,
  // of programs that are no model of ours
  softmax,
  softmax_backward,
  exponential,
  reduction,
  copy,
  arithmetic,  // the plainest, and the last
};

struct ElementWiseKind {
  ElementWise kind;
  std::string_view word;  ///< in files
  double cost;            ///< lane-cycles an element
  std::string_view reason;
};

/// One an element for each addition, multiplication, comparison, choice or move that the kernel does; five for an
/// exponential, a logarithm, a sigmoid or a tanh. What is done once a row or a sample is not counted. A bias that is
/// only added to a product's sums is counted where the operation is there for it, and in a cell not: it can lie in the
/// accumulators beforehand.
inline constexpr ElementWiseKind kElementWiseKinds[] = {
    {ElementWise::lstm_forward, "lstm_forward", 30,
     "3 sigmoids and 2 tanh 25; c = f c + i g 3; h = o tanh(c) 1; rounded up"},
    {ElementWise::lstm_backward, "lstm_backward", 30,
     "tanh(c) 5; dh 1; dc 5; di, df, dg, do 4 each; dc of the step before 1; rounded up"},
    {ElementWise::gru_forward, "gru_forward", 24,
     "2 sigmoids and a tanh 15; x + s of r and z 2; x + r (s + b) of n 3; h = (1 - z) n + z h 4"},
    {ElementWise::gru_backward, "gru_backward", 18, "dh 2; dn 5, by the reset gate 1; dr 4; dz 5; dh past the gates 1"},
    {ElementWise::initial_state, "initial_state", 1, "a move"},
    {ElementWise::drop_connect, "drop_connect", 1, "scale or zero"},
    {ElementWise::drop_connect_backward, "drop_connect_backward", 1, "scale or zero"},
    {ElementWise::embedding_gather, "embedding_gather", 1, "a move"},
    {ElementWise::embedding_gradient, "embedding_gradient", 1, "an addition"},
    {ElementWise::dropout, "dropout", 1, "scale or zero"},
    {ElementWise::dropout_backward, "dropout_backward", 1, "scale or zero"},
    {ElementWise::gradient_sum, "gradient_sum", 1, "an addition"},
    {ElementWise::bias, "bias", 1, "an addition"},
    {ElementWise::bias_tanh, "bias_tanh", 6, "an addition 1; tanh 5"},
    {ElementWise::bias_relu, "bias_relu", 2, "an addition; the larger of sum and zero"},
    {ElementWise::bias_gradient, "bias_gradient", 1, "an addition"},
    {ElementWise::tanh, "tanh", 5, "tanh 5"},
    {ElementWise::tanh_backward, "tanh_backward", 4, "1 - y y 2; times the gradient 1; scale, or add 1"},
    {ElementWise::relu_backward, "relu_backward", 2, "compare; choose"},
    {ElementWise::im2col, "im2col", 1, "a move, scaled where dropped"},
    {ElementWise::col2im, "col2im", 2, "scale; add"},
    {ElementWise::max_pool, "max_pool", 3, "compare; choose the value; choose its place"},
    {ElementWise::max_pool_backward, "max_pool_backward", 2, "zero; add where the largest was"},
    {ElementWise::unfold, "unfold", 1, "a move"},
    {ElementWise::fold, "fold", 1, "an addition"},
    {ElementWise::max_over_letters, "max_over_letters", 1, "the larger of two"},
    {ElementWise::max_over_letters_backward, "max_over_letters_backward", 4,
     "compare with the largest; and none before; choose; or"},
    {ElementWise::attention_softmax, "attention_softmax", 12,
     "exponential 5; largest, difference, sum, quotient 4; sum and largest across lanes; rounded up"},
    {ElementWise::attention_softmax_backward, "attention_softmax_backward", 4, "sum of p dp 2; p (dp - sum) 2"},
    {ElementWise::by_sentence, "by_sentence", 1, "a move"},
    {ElementWise::by_step, "by_step", 1, "a move"},
    {ElementWise::softmax_loss, "softmax_loss", 12,
     "exponential 5; bias, largest, difference, sum, scale 5; sum and largest across lanes 2"},
    {ElementWise::crf_forward, "crf_forward", 10,
     "exponential 5; its argument, for the largest and for the sum, 3; largest 1; sum 1"},
    {ElementWise::crf_loss, "crf_loss", 10, "as crf_forward"},
    {ElementWise::crf_backward, "crf_backward", 10, "as crf_forward"},
    {ElementWise::crf_edge_gradient, "crf_edge_gradient", 1, "an addition"},
    {ElementWise::crf_transition_gradient, "crf_transition_gradient", 10, "exponential 5; its argument 4; sum 1"},
    {ElementWise::gradient_norm, "gradient_norm", 2, "square; add"},
    {ElementWise::sgd, "sgd", 2, "scale; subtract"},
    {ElementWise::softmax, "softmax", 12, "as attention_softmax"},
    {ElementWise::softmax_backward, "softmax_backward", 4, "as attention_softmax_backward"},
    {ElementWise::exponential, "exponential", 5, "an exponential, logarithm, sigmoid, root or the like"},
    {ElementWise::reduction, "reduction", 1, "an addition or comparison"},
    {ElementWise::copy, "copy", 1, "a move"},
    {ElementWise::arithmetic, "arithmetic", 1, "an addition, multiplication, comparison or choice"},
};

inline constexpr std::size_t kElementWiseCount = std::size(kElementWiseKinds);

constexpr bool every_kind_has_its_row() {
  for (std::size_t i = 0; i < kElementWiseCount; ++i) {
    if (kElementWiseKinds[i].kind != static_cast<ElementWise>(i)) return false;
  }
  return kElementWiseKinds[kElementWiseCount - 1].kind == ElementWise::arithmetic;
}
static_assert(every_kind_has_its_row(), "rows lie in the order of the kinds");

/// A number for each kind.
using ElementWiseCosts = std::array<double, kElementWiseCount>;
constexpr std::size_t index_of(ElementWise kind) { return static_cast<std::size_t>(kind); }

constexpr ElementWiseCosts default_costs() {
  ElementWiseCosts costs{};
  for (const ElementWiseKind& kind : kElementWiseKinds) costs[index_of(kind.kind)] = kind.cost;
  return costs;
}

constexpr std::string_view to_string(ElementWise kind) { return kElementWiseKinds[index_of(kind)].word; }
/// Nothing when no kind is called that.
std::optional<ElementWise> element_wise_from_string(std::string_view word);
/// The word that a misspelled one was meant to be.
std::string nearest_element_wise(std::string_view word);

}  // namespace skipgrid::traces
