#include "sim/experiment/parallel/variant_bytes.h"

#include <cstring>
#include <stdexcept>
#include <type_traits>

// Each structure says its members once, for the writer and the reader. The structured bindings do not compile when a
// member has been added to a structure and not here.

namespace skipgrid::sim {
namespace {

/// Hands what has no pointers inside over as it lies in memory, everything else member by member.
template <class Archive>
class Members {
 public:
  template <class... Values>
  void operator()(Values&... values) {
    (one(values), ...);
  }

 private:
  template <class Value>
  void one(Value& value) {
    if constexpr (std::is_trivially_copyable_v<Value>)
      static_cast<Archive&>(*this).raw(&value, sizeof value);
    else
      members(static_cast<Archive&>(*this), value);
  }
};

class Writer : public Members<Writer> {
 public:
  void raw(const void* data, std::size_t size) { bytes_.append(static_cast<const char*>(data), size); }
  template <class Container>
  void size(Container& container) {
    const std::size_t size = container.size();
    raw(&size, sizeof size);
  }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class Reader : public Members<Reader> {
 public:
  explicit Reader(const std::string& bytes) : bytes_(bytes) {}
  void raw(void* data, std::size_t size) {
    if (size > bytes_.size() - at_) throw std::runtime_error("a variant's result is cut short");
    if (size > 0) std::memcpy(data, bytes_.data() + at_, size);
    at_ += size;
  }
  template <class Container>
  void size(Container& container) {
    std::size_t size = 0;
    raw(&size, sizeof size);
    if (size > bytes_.size()) throw std::runtime_error("a variant's result is damaged");  // nothing is empty
    container.resize(size);
  }
  bool at_end() const { return at_ == bytes_.size(); }

 private:
  const std::string& bytes_;
  std::size_t at_ = 0;
};

template <class Archive>
void members(Archive& archive, std::string& text) {
  archive.size(text);
  archive.raw(text.data(), text.size());
}

template <class Archive, class Value>
void members(Archive& archive, std::vector<Value>& values) {
  archive.size(values);
  for (Value& value : values) archive(value);
}

template <class Archive, class Value>
void members(Archive& archive, std::optional<Value>& value) {
  bool has_value = value.has_value();
  archive(has_value);
  if (!has_value) return;
  if (!value) value.emplace();
  archive(*value);
}

template <class Archive, class Value, std::size_t count>
void members(Archive& archive, std::array<Value, count>& values) {
  for (Value& value : values) archive(value);
}

template <class Archive>
void members(Archive& archive, OperationResult& operation) {
  auto& [name, stats] = operation;
  archive(name, stats);
}

template <class Archive>
void members(Archive& archive, LayerResult& layer) {
  auto& [name, stats, redrawn, operations] = layer;
  archive(name, stats, redrawn, operations);
}

template <class Archive>
void members(Archive& archive, GroupSchedule& group) {
  auto& [pieces, spans] = group;
  archive(pieces, spans);
}

template <class Archive>
void members(Archive& archive, IterationSchedule& schedule) {
  auto& [groups, issue] = schedule;
  archive(groups, issue);
}

/// What several iterations share is shared again.
void members(Writer& archive, RunSchedule& run_schedule) {
  archive(run_schedule.pinned, run_schedule.cut_for_bytes_per_cycle, run_schedule.share_of_buffers);
  auto& schedule = run_schedule.iterations;
  archive.size(schedule);
  for (std::size_t i = 0; i < schedule.size(); ++i) {
    bool as_before = i > 0 && schedule[i] == schedule[i - 1];
    archive(as_before);
    if (as_before) continue;
    NamedSchedule named = *schedule[i];
    archive(named.names, named.schedule);
  }
}
void members(Reader& archive, RunSchedule& run_schedule) {
  archive(run_schedule.pinned, run_schedule.cut_for_bytes_per_cycle, run_schedule.share_of_buffers);
  auto& schedule = run_schedule.iterations;
  archive.size(schedule);
  for (std::size_t i = 0; i < schedule.size(); ++i) {
    bool as_before = false;
    archive(as_before);
    if (as_before) {
      schedule[i] = schedule[i - 1];
      continue;
    }
    NamedSchedule named;
    archive(named.names, named.schedule);
    schedule[i] = std::make_shared<const NamedSchedule>(std::move(named));
  }
}

template <class Archive>
void members(Archive& archive, NextBest& next_best) {
  auto& [what, cycles, why] = next_best;
  archive(what, cycles, why);
}

template <class Archive>
void members(Archive& archive, GroupSummary& group) {
  auto& [name, steps, products, transposed, skipping, occupied, next_best] = group;
  archive(name, steps, products, transposed, skipping, occupied, next_best);
}

template <class Archive>
void members(Archive& archive, TensorHome& home) {
  auto& [name, buffer, slice_bytes, first_step, steps, loaded_slices, stored_slices, compulsory_bytes, slices, uses,
         first_op, last_op, streamed_bytes, pinned, room_after, address] = home;
  archive(name, buffer, slice_bytes, first_step, steps, loaded_slices, stored_slices, compulsory_bytes, slices, uses,
          first_op, last_op, streamed_bytes, pinned, room_after, address);
}

template <class Archive>
void members(Archive& archive, VariantResult& result) {
  auto& [variant, layers, schedule, groups, in_trace_order, compulsory_bytes, residency] = result;
  archive(variant, layers, schedule, groups, in_trace_order, compulsory_bytes, residency);
}

template <class Archive>
void members(Archive& archive, WatchedVariant& variant) {
  auto& [result, watched] = variant;
  archive(result, watched);
}

}  // namespace

std::string to_bytes(std::vector<WatchedVariant> variants) {
  Writer writer;
  writer(variants);
  return writer.take();
}

std::vector<WatchedVariant> variants_from_bytes(const std::string& bytes) {
  Reader reader(bytes);
  std::vector<WatchedVariant> variants;
  reader(variants);
  if (!reader.at_end()) throw std::runtime_error("a variant's result is followed by something else");
  return variants;
}

}  // namespace skipgrid::sim
