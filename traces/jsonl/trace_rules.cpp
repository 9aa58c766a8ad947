#include "traces/jsonl/trace_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "traces/jsonl/json_text.h"
#include "traces/jsonl/record_error.h"

namespace skipgrid::traces {

namespace {

void check_dimension(const char* field, std::int64_t size) {
  if (size >= 1 && size <= kMaxDimension) return;
  throw RecordError(field, fmt::format("expected 1..{}, got {}", kMaxDimension, size));
}

void check_name(const char* field, const std::string& name) {
  if (name.size() <= kMaxNameBytes) return;
  throw RecordError(field, fmt::format("expected a name of at most {} bytes, got {}", kMaxNameBytes, name.size()));
}

/// Two names in 2^64 share one: that counts one too few, and no trace is refused for it.
std::size_t hash_of(const std::string& name) { return std::hash<std::string>()(name); }

/// "x[0..4294967295]": brackets with more steps than a reference holds count as part of a name, and are none.
bool names_huge_steps(const std::string& name) {
  constexpr std::size_t kDigits = 8;  // more than kMaxStep has
  const std::size_t open = name.rfind('[');
  if (open == std::string::npos || name.back() != ']') return false;
  std::size_t digits = 0, most = 0;
  for (std::size_t at = open + 1; at + 1 < name.size(); ++at) {
    const bool is_digit = name[at] >= '0' && name[at] <= '9';
    if (!is_digit && name[at] != '-' && name[at] != '.') return false;
    digits = is_digit ? digits + 1 : 0;
    most = std::max(most, digits);
  }
  return most >= kDigits;
}

[[noreturn]] void refuse_steps(const char* field, const TensorReference& tensor) {
  throw RecordError(field, fmt::format("expected time steps from {} to {}, got {}", -kMaxStep, kMaxStep,
                                       quoted_excerpt(to_string(tensor))));
}

void check_skip(const char* field, const MaskPtr& mask, const char* dimension, std::int64_t size) {
  if (mask == nullptr || mask->mask.neurons() == static_cast<std::size_t>(size)) return;
  throw RecordError(
      field, fmt::format("mask {} has {} neurons, expected {} as {}", mask->id, mask->mask.neurons(), size, dimension));
}

template <class Element>
void check_length(const char* field, const std::vector<Element>& list) {
  if (list.size() <= kMaxListLength) return;
  throw RecordError(field, fmt::format("expected at most {}, got {}", kMaxListLength, list.size()));
}

void check_sizes(const char* elements, const char* sizes, const std::vector<TensorAccess>& list) {
  for (const TensorAccess& access : list) {
    if (access.elements < 0 || access.elements > kMaxElements) {
      throw RecordError(elements, fmt::format("expected 0..{}, got {}", kMaxElements, access.elements));
    }
    if (access.of != 0 && (access.of < access.elements || access.of > kMaxMacs)) {
      throw RecordError(sizes, fmt::format("expected {}..{}, got {}", access.elements, kMaxMacs, access.of));
    }
  }
}

void check_deps(const std::vector<std::uint64_t>& deps, std::uint64_t id) {
  check_length("deps", deps);
  for (std::size_t i = 0; i < deps.size(); ++i) {
    if (deps[i] >= id) {
      throw RecordError("deps", fmt::format("expected ids below the operation's own {}, got {}", id, deps[i]));
    }
    if (i > 0 && deps[i] <= deps[i - 1]) {
      throw RecordError("deps", fmt::format("expected increasing ids, got {} after {}", deps[i], deps[i - 1]));
    }
  }
}

}  // namespace

bool TraceRules::enter_iteration(int iter) {
  if (iter < 0 || iter < iter_) {
    throw RecordError("iter", fmt::format("expected {} or more, got {}", iter_ < 0 ? 0 : iter_, iter));
  }
  const bool is_new = iter != iter_;
  if (is_new) mask_bytes_ = 0;
  iter_ = iter;
  return is_new;
}

template <class Op>
void TraceRules::check_order(const Op& op) {
  if (op.id != operations_) {
    throw RecordError("id", fmt::format("expected {}, got {}", operations_, op.id));
  }
  enter_iteration(op.iter);
  if (op.step < 0) throw RecordError("step", fmt::format("expected 0 or more, got {}", op.step));
  check_deps(op.deps, op.id);
  ++operations_;
}

void TraceRules::check_layer(const std::string& layer) {
  if (layer == last_layer_) return;
  check_name("layer", layer);
  const bool is_new = layers_.insert(hash_of(layer)).second;
  if (is_new && layers_.size() > kMaxLayers) {
    throw RecordError("layer", fmt::format("expected at most {} different layers, got one more: {}", kMaxLayers,
                                           quoted_excerpt(layer)));
  }
  last_layer_ = layer;
}

void TraceRules::check_tensor(const char* field, const TensorReference& tensor) {
  check_name(field, tensor.name);
  if (tensor.whole() && names_huge_steps(tensor.name)) refuse_steps(field, tensor);
  Steps& known = tensors_[hash_of(tensor.name)];
  if (tensors_.size() > kMaxTensors) {
    throw RecordError(field, fmt::format("expected at most {} different tensors, got one more: {}", kMaxTensors,
                                         quoted_excerpt(tensor.name)));
  }
  if (!tensor.whole()) check_steps(field, tensor, known);
}

void TraceRules::check_steps(const char* field, const TensorReference& tensor, Steps& known) {
  const std::int64_t first = tensor.first, end = first + tensor.count;
  if (first < -kMaxStep || end > kMaxStep + 1) refuse_steps(field, tensor);
  const bool is_new = known.first == known.end;
  const Steps all{is_new ? first : std::min(known.first, first), is_new ? end : std::max(known.end, end)};
  spanned_steps_ += (all.end - all.first) - (known.end - known.first);
  known = all;
  if (spanned_steps_ > kMaxSpannedSteps) {
    throw RecordError(field, fmt::format("expected at most {} time steps of all tensors together, got more with {}",
                                         kMaxSpannedSteps, quoted_excerpt(to_string(tensor))));
  }
}

void TraceRules::add_work(const char* field, std::int64_t work, std::int64_t& sum) {
  if (work > kMaxTraceWork - sum) {
    throw RecordError(field, fmt::format("the trace's sum goes beyond {}", kMaxTraceWork));
  }
  sum += work;
}

void TraceRules::check(const TraceHeader& header) {
  if (header.batch < 0) throw RecordError("batch", fmt::format("expected 0 or more, got {}", header.batch));
  batch_ = header.batch;
}

void TraceRules::check(const GemmOp& op) {
  check_order(op);
  check_layer(op.layer);
  check_name("op", op.op);
  check_tensor("a", op.a);
  check_tensor("b", op.b);
  check_tensor("c", op.c);
  check_dimension("m", op.m);
  check_dimension("k", op.k);
  check_dimension("n", op.n);
  if (!valid_shape(op.m, op.k, op.n)) {
    throw RecordError("m, k, n",
                      fmt::format("expected m * k * n of at most {}, got {} * {} * {}", kMaxMacs, op.m, op.k, op.n));
  }
  if (op.padding < 0 || op.padding > op.dense_macs()) {
    throw RecordError("padding", fmt::format("expected 0..{}, of m * k * n, got {}", op.dense_macs(), op.padding));
  }
  check_skip("skip.m", op.skip_m, "m", op.m);
  check_skip("skip.k", op.skip_k, "k", op.k);
  check_skip("skip.n", op.skip_n, "n", op.n);
  add_work("m, k, n", op.dense_macs(), macs_);
}

void TraceRules::check(const VectorOp& op) {
  check_order(op);
  check_length("reads", op.reads);
  check_length("writes", op.writes);
  check_layer(op.layer);
  for (const TensorAccess& tensor : op.reads) check_tensor("reads", tensor);
  for (const TensorAccess& tensor : op.writes) check_tensor("writes", tensor);
  if (op.elements < 0 || op.elements > kMaxElements) {
    throw RecordError("elements", fmt::format("expected 0..{}, got {}", kMaxElements, op.elements));
  }
  check_sizes("read_elements", "read_sizes", op.reads);
  check_sizes("write_elements", "write_sizes", op.writes);
  add_work("elements", op.elements, elements_);
}

void TraceRules::check(const Mask& mask) {
  if (mask.neurons() == 0) throw RecordError("neurons", "expected 1 or more, got 0");
  if (batch_ > 0 && mask.rows() > 1 && mask.rows() > static_cast<std::size_t>(batch_)) {
    throw RecordError("rows", fmt::format("expected at most the batch of {}, got {}", batch_, mask.rows()));
  }
  constexpr std::uint64_t kBesideBits = 256;  // what a mask takes beside its bits, generously
  mask_bytes_ += (mask.neurons() + 63) / 64 * 8 * mask.rows() + kBesideBits;
  if (mask_bytes_ > kMaxMaskBytes) {
    throw RecordError("bits", fmt::format("the masks of this iteration take more than {} bytes", kMaxMaskBytes));
  }
}

}  // namespace skipgrid::traces
