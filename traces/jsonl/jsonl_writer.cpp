#include "traces/jsonl/jsonl_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>

#include "traces/files/base64.h"
#include "traces/files/compressed_file.h"
#include "traces/files/line_reader.h"
#include "traces/jsonl/json_tape.h"
#include "traces/jsonl/json_text.h"
#include "traces/jsonl/jsonl_format.h"
#include "traces/jsonl/record_error.h"

namespace skipgrid::traces {

namespace {

constexpr std::size_t kFlushAt = std::size_t{1} << 16;

/// Appends one flat JSON object, field by field.
class LineWriter {
 public:
  explicit LineWriter(std::string& out) : out_(out), start_(out.size()) { out_ += '{'; }

  LineWriter& string(std::string_view key, std::string_view value) {
    begin(key);
    append_json_string(value, out_);
    return *this;
  }
  template <class Integer>
  LineWriter& integer(std::string_view key, Integer value) {
    begin(key);
    fmt::format_to(std::back_inserter(out_), "{}", value);
    return *this;
  }
  LineWriter& raw(std::string_view key, std::string_view json) {
    begin(key);
    out_ += json;
    return *this;
  }
  LineWriter& base64(std::string_view key, const std::vector<std::uint8_t>& bytes) {
    begin(key);
    out_ += '"';
    append_base64(bytes, out_);
    out_ += '"';
    return *this;
  }
  /// Nothing at all when the list is empty.
  LineWriter& integers(std::string_view key, const std::vector<std::uint64_t>& values) {
    if (values.empty()) return *this;
    begin(key);
    fmt::format_to(std::back_inserter(out_), "[{}]", fmt::join(values, ","));
    return *this;
  }
  LineWriter& tensors(std::string_view key, const std::vector<TensorAccess>& values) {
    if (values.empty()) return *this;
    begin(key);
    char separator = '[';
    for (const TensorAccess& value : values) {
      out_ += separator;
      append_json_string(to_string(value), out_);
      separator = ',';
    }
    out_ += ']';
    return *this;
  }
  /// Nothing at all when none is said.
  LineWriter& sizes(std::string_view key, const std::vector<TensorAccess>& values, std::int64_t TensorAccess::*size) {
    const auto said = [size](const TensorAccess& value) { return value.*size != 0; };
    if (std::none_of(values.begin(), values.end(), said)) return *this;
    begin(key);
    char separator = '[';
    for (const TensorAccess& value : values) {
      fmt::format_to(std::back_inserter(out_), "{}{}", separator, value.*size);
      separator = ',';
    }
    out_ += ']';
    return *this;
  }
  void finish() {
    out_ += '}';
    const std::size_t length = out_.size() - start_;
    if (length > LineReader::kMaxLine) throw RecordError("", fmt::format("a line of {} bytes is too long", length));
    out_ += '\n';
  }

 private:
  void begin(std::string_view key) {
    if (out_.back() != '{') out_ += ',';
    out_ += '"';
    out_ += key;
    out_ += "\":";
  }

  std::string& out_;
  std::size_t start_;
};

std::string skip_object(const GemmOp& op) {
  std::string text;
  LineWriter line(text);
  if (op.skip_m != nullptr) line.integer("m", op.skip_m->id);
  if (op.skip_k != nullptr) line.integer("k", op.skip_k->id);
  if (op.skip_n != nullptr) line.integer("n", op.skip_n->id);
  return text + '}';
}

/// The workload's JSON text on one line.
std::string compact(const std::string& json) {
  JsonTape tape;
  std::string text;
  try {
    tape.parse(json);
  } catch (const RecordError& error) {
    throw RecordError("workload", error.what());
  }
  tape.append_compact(0, text);
  return text;
}

}  // namespace

TraceWriter::TraceWriter(const std::string& path) : sink_(open_sink(path)) {}

void TraceWriter::begin(const TraceHeader& header) {
  rules_.check(header);
  LineWriter line(buffer_);
  line.string("format", kTraceFormat).integer("version", kTraceVersion).string("name", header.name);
  line.integer("batch", header.batch);
  if (!header.workload.empty()) line.raw("workload", compact(header.workload));
  line.finish();
  JsonTape().parse(buffer_);  // a workload nests one level deeper here
}

void TraceWriter::mask(const MaskPtr& mask, int iter) {
  if (mask == nullptr) return;
  const auto [known, is_new] = masks_.try_emplace(mask->id, mask);
  if (!is_new) {
    if (known->second == mask || known->second->mask == mask->mask) return;
    throw RecordError("skip", fmt::format("two masks with the id {} in iteration {}", mask->id, iter));
  }
  rules_.check(mask->mask);
  LineWriter line(buffer_);
  line.string("type", "mask").integer("id", mask->id).integer("iter", iter);
  line.integer("neurons", mask->mask.neurons()).integer("rows", mask->mask.rows());
  line.base64("bits", mask->mask.to_bytes()).finish();
}

void TraceWriter::gemm(const GemmOp& op) {
  if (rules_.enter_iteration(op.iter)) masks_.clear();
  rules_.check(op);
  for (const MaskPtr& skipped : {op.skip_m, op.skip_k, op.skip_n}) mask(skipped, op.iter);
  LineWriter line(buffer_);
  line.string("type", "gemm").integer("id", op.id).integer("iter", op.iter).string("layer", op.layer);
  line.string("op", op.op).string("phase", to_string(op.phase)).integer("step", op.step);
  line.integer("m", op.m).integer("k", op.k).integer("n", op.n);
  line.string("a", to_string(op.a)).string("b", to_string(op.b)).string("c", to_string(op.c));
  if (op.padding > 0) line.integer("padding", op.padding);
  if (op.accumulate) line.raw("accumulate", "true");
  if (op.skip_m != nullptr || op.skip_k != nullptr || op.skip_n != nullptr) line.raw("skip", skip_object(op));
  line.integers("deps", op.deps).finish();
  end_line();
}

void TraceWriter::vector(const VectorOp& op) {
  if (rules_.enter_iteration(op.iter)) masks_.clear();
  rules_.check(op);
  LineWriter line(buffer_);
  line.string("type", "vector").integer("id", op.id).integer("iter", op.iter).string("layer", op.layer);
  line.string("phase", to_string(op.phase)).integer("step", op.step).string("kind", to_string(op.kind));
  line.integer("elements", op.elements).tensors("reads", op.reads).tensors("writes", op.writes);
  line.sizes("read_elements", op.reads, &TensorAccess::elements).sizes("read_sizes", op.reads, &TensorAccess::of);
  line.sizes("write_elements", op.writes, &TensorAccess::elements).sizes("write_sizes", op.writes, &TensorAccess::of);
  line.integers("deps", op.deps).finish();
  end_line();
}

void TraceWriter::end_line() {
  if (buffer_.size() < kFlushAt) return;
  sink_->write(buffer_.data(), buffer_.size());
  buffer_.clear();
}

void TraceWriter::end() {
  LineWriter(buffer_).string("type", "end").integer("ops", rules_.operations()).finish();
  sink_->write(buffer_.data(), buffer_.size());
  buffer_.clear();
  sink_->finish();
}

}  // namespace skipgrid::traces
