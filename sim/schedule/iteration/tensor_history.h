// Which value a tensor holds at each point of an iteration.
#pragma once

#include <cstddef>
#include <optional>
#include <tuple>
#include <unordered_map>

#include "traces/tensor_reference.h"

namespace skipgrid::sim {

/// Follows reads and writes in trace order. Two operations meet the same value when name (of tensor and slices) and
/// version are the same.
class TensorHistory {
 public:
  /// A name together with how often it had been given a new value.
  struct Value {
    int name = 0;
    int version = 0;
    friend bool operator<(const Value& x, const Value& y) {
      return std::tie(x.name, x.version) < std::tie(y.name, y.version);
    }
    friend bool operator==(const Value& x, const Value& y) { return x.name == y.name && x.version == y.version; }
  };

  Value read(const traces::TensorReference& tensor);
  /// A product gives the tensor a new value.
  Value overwrite_by_product(const traces::TensorReference& tensor, std::size_t op);
  /// A product adds to the value: a new one only when somebody has read the sum so far.
  Value accumulate(const traces::TensorReference& tensor);
  void write_by_vector(const traces::TensorReference& tensor);

  /// The product that last overwrote the tensor, if nothing but products has written to it since.
  std::optional<std::size_t> overwriter(const traces::TensorReference& tensor) const;

 private:
  struct Entry {
    Value value;
    bool read = false;
    std::optional<std::size_t> overwriter;
  };
  Entry& entry(const traces::TensorReference& tensor);

  std::unordered_map<traces::TensorReference, Entry> entries_;
};

}  // namespace skipgrid::sim
