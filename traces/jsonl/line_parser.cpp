#include "traces/jsonl/line_parser.h"

#include <fmt/format.h>

#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "traces/files/base64.h"
#include "traces/jsonl/json_text.h"
#include "traces/jsonl/jsonl_format.h"
#include "traces/jsonl/record_error.h"

namespace skipgrid::traces {

namespace {

constexpr std::int64_t kMaxInt = std::numeric_limits<int>::max();

Phase phase_of(std::string_view text) {
  for (const Phase phase : kPhases) {
    if (to_string(phase) == text) return phase;
  }
  throw RecordError("phase", "expected FP, BP or WG, got " + quoted_excerpt(text));
}

ElementWise kind_of(std::string_view text) {
  const std::optional<ElementWise> kind = element_wise_from_string(text);
  if (kind) return *kind;
  throw RecordError("kind", fmt::format("unknown kind {}, the nearest known one is \"{}\"", quoted_excerpt(text),
                                        nearest_element_wise(text)));
}

int small_integer(JsonFields& fields, const char* key) { return static_cast<int>(fields.integer(key, 0, kMaxInt)); }

}  // namespace

TraceHeader LineParser::header(std::string_view text) {
  tape_.parse(text);
  JsonFields fields(tape_, 0);
  if (const auto format = fields.string("format"); format != kTraceFormat) {
    throw RecordError("format", fmt::format("expected \"{}\", got {}", kTraceFormat, quoted_excerpt(format)));
  }
  fields.integer("version", kTraceVersion, kTraceVersion);
  TraceHeader header;
  header.name = fields.string_or("name", "");
  header.batch = static_cast<int>(fields.integer_or("batch", 0, kMaxInt, 0));
  header.workload = fields.any("workload").value_or("");
  fields.finish("a header line");
  rules_.check(header);
  return header;
}

LineType LineParser::line(std::string_view text) {
  tape_.parse(text);
  JsonFields fields(tape_, 0);
  const std::string_view type = fields.string("type");
  if (type == "gemm") {
    gemm_line(fields);
    return LineType::gemm;
  }
  if (type == "vector") {
    vector_line(fields);
    return LineType::vector;
  }
  if (type == "mask") {
    mask_line(fields);
    return LineType::mask;
  }
  if (type == "end") {
    end_line(fields);
    return LineType::end;
  }
  throw RecordError("type", "expected mask, gemm, vector or end, got " + quoted_excerpt(type));
}

void LineParser::enter_iteration(int iter) {
  if (rules_.enter_iteration(iter)) masks_.clear();
}

void LineParser::mask_line(JsonFields& fields) {
  const std::uint64_t id = fields.unsigned_integer("id");
  const int iter = small_integer(fields, "iter");
  const auto neurons = static_cast<std::uint64_t>(fields.integer("neurons", 1, kMaxDimension));
  const auto rows = static_cast<std::uint64_t>(fields.integer_or("rows", 1, kMaxDimension, 1));
  const std::string_view bits = fields.string("bits");
  fields.finish("a mask line");

  enter_iteration(iter);
  Mask mask = mask_of(neurons, rows, bits);
  rules_.check(mask);
  const auto [known, is_new] = masks_.try_emplace(id);
  if (!is_new) throw RecordError("id", fmt::format("mask {} is given twice in this iteration", id));
  known->second = std::make_shared<const TraceMask>(TraceMask{id, std::move(mask)});
}

Mask LineParser::mask_of(std::uint64_t neurons, std::uint64_t rows, std::string_view bits) {
  // What the line claims is held against what it brings before any of it is believed.
  const std::uint64_t length = base64_length((neurons + 7) / 8 * rows);
  if (bits.size() != length) {
    throw RecordError("bits", fmt::format("expected {} base64 characters for {} x {} bits, got {}", length, rows,
                                          neurons, bits.size()));
  }
  if (!decode_base64(bits, bytes_)) throw RecordError("bits", "not base64 text");
  try {
    return Mask::from_bytes(neurons, rows, bytes_);
  } catch (const std::invalid_argument& error) {
    throw RecordError("bits", error.what());
  }
}

void LineParser::gemm_line(JsonFields& fields) {
  gemm_.id = fields.unsigned_integer("id");
  gemm_.iter = small_integer(fields, "iter");
  gemm_.layer = fields.string("layer");
  gemm_.op = fields.string("op");
  gemm_.phase = phase_of(fields.string("phase"));
  gemm_.step = small_integer(fields, "step");
  gemm_.m = fields.integer("m", 1, kMaxDimension);
  gemm_.k = fields.integer("k", 1, kMaxDimension);
  gemm_.n = fields.integer("n", 1, kMaxDimension);
  assign(gemm_.a, fields.string("a"));
  assign(gemm_.b, fields.string("b"));
  assign(gemm_.c, fields.string("c"));
  gemm_.padding = fields.integer_or("padding", 0, kMaxMacs, 0);
  gemm_.accumulate = fields.boolean_or("accumulate", false);
  enter_iteration(gemm_.iter);
  gemm_.skip_m = gemm_.skip_k = gemm_.skip_n = nullptr;
  if (auto skip = fields.object("skip")) {
    gemm_.skip_m = skipped(*skip, "m");
    gemm_.skip_k = skipped(*skip, "k");
    gemm_.skip_n = skipped(*skip, "n");
    skip->finish("skip");
  }
  fields.unsigned_list("deps", gemm_.deps);
  fields.finish("a gemm line");
  rules_.check(gemm_);
}

MaskPtr LineParser::skipped(JsonFields& skip, const char* dimension) const {
  const std::optional<std::uint64_t> id = skip.optional_unsigned(dimension);
  if (!id) return nullptr;
  const auto known = masks_.find(*id);
  if (known != masks_.end()) return known->second;
  throw RecordError(fmt::format("skip.{}", dimension), fmt::format("no mask {} in this iteration so far", *id));
}

void LineParser::vector_line(JsonFields& fields) {
  vector_.id = fields.unsigned_integer("id");
  vector_.iter = small_integer(fields, "iter");
  vector_.layer = fields.string("layer");
  vector_.phase = phase_of(fields.string("phase"));
  vector_.step = small_integer(fields, "step");
  vector_.kind = kind_of(fields.string("kind"));
  vector_.elements = fields.integer("elements", 0, kMaxElements);
  fields.tensor_list("reads", vector_.reads);
  fields.tensor_list("writes", vector_.writes);
  sizes(fields, "read_elements", vector_.reads, &TensorAccess::elements);
  sizes(fields, "read_sizes", vector_.reads, &TensorAccess::of);
  sizes(fields, "write_elements", vector_.writes, &TensorAccess::elements);
  sizes(fields, "write_sizes", vector_.writes, &TensorAccess::of);
  fields.unsigned_list("deps", vector_.deps);
  fields.finish("a vector line");
  enter_iteration(vector_.iter);
  rules_.check(vector_);
}

void LineParser::sizes(JsonFields& fields, const char* key, std::vector<TensorAccess>& list,
                       std::int64_t TensorAccess::*size) {
  fields.unsigned_list(key, numbers_);
  if (numbers_.empty()) return;
  if (numbers_.size() != list.size()) {
    throw RecordError(key, fmt::format("expected one for each of {} tensors, got {}", list.size(), numbers_.size()));
  }
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (numbers_[i] > static_cast<std::uint64_t>(kMaxMacs)) {
      throw RecordError(key, fmt::format("expected 0..{}, got {}", kMaxMacs, numbers_[i]));
    }
    list[i].*size = static_cast<std::int64_t>(numbers_[i]);
  }
}

void LineParser::end_line(JsonFields& fields) {
  const std::uint64_t operations = fields.unsigned_integer("ops");
  fields.finish("an end line");
  if (operations != rules_.operations()) {
    throw RecordError("ops", fmt::format("expected {}, the operations above, got {}", rules_.operations(), operations));
  }
}

}  // namespace skipgrid::traces
