#include "traces/jsonl_reader.h"

#include <limits>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "traces/base64.h"
#include "traces/compressed_file.h"
#include "traces/input_error.h"
#include "traces/json_fields.h"
#include "traces/json_tape.h"
#include "traces/json_text.h"
#include "traces/jsonl_format.h"
#include "traces/line_reader.h"
#include "traces/record_error.h"
#include "traces/trace_rules.h"

namespace skipgrid::traces {

namespace {

constexpr std::int64_t kMaxInt = std::numeric_limits<int>::max();

Phase phase_of(std::string_view text) {
  for (const Phase phase : kPhases) {
    if (to_string(phase) == text) return phase;
  }
  throw RecordError("phase", "expected FP, BP or WG, got " + quoted_excerpt(text));
}

int small_integer(JsonFields& fields, const char* key) { return static_cast<int>(fields.integer(key, 0, kMaxInt)); }

/// The masks of the current iteration.
class MaskTable {
 public:
  void clear() { masks_.clear(); }

  void add(std::uint64_t id, Mask mask) {
    const auto [known, is_new] = masks_.try_emplace(id);
    if (!is_new) throw RecordError("id", "mask " + std::to_string(id) + " is given twice in this iteration");
    known->second = std::make_shared<const TraceMask>(TraceMask{id, std::move(mask)});
  }

  MaskPtr find(JsonFields& skip, const char* dimension) const {
    const std::optional<std::uint64_t> id = skip.optional_unsigned(dimension);
    if (!id) return nullptr;
    const auto known = masks_.find(*id);
    if (known != masks_.end()) return known->second;
    throw RecordError(std::string("skip.") + dimension, "no mask " + std::to_string(*id) + " in this iteration so far");
  }

 private:
  std::unordered_map<std::uint64_t, MaskPtr> masks_;
};

/// What a line turned out to be.
enum class LineType { mask, gemm, vector, end };

/// Turns lines into operations; knows nothing of files.
class LineParser {
 public:
  TraceHeader header(std::string_view line) {
    tape_.parse(line);
    JsonFields fields(tape_, 0);
    if (const auto format = fields.string("format"); format != kTraceFormat) {
      throw RecordError("format", "expected '" + std::string(kTraceFormat) + "', got " + quoted_excerpt(format));
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

  LineType line(std::string_view line) {
    tape_.parse(line);
    JsonFields fields(tape_, 0);
    const std::string_view type = fields.string("type");
    if (type == "gemm") return gemm_line(fields);
    if (type == "vector") return vector_line(fields);
    if (type == "mask") return mask_line(fields);
    if (type == "end") return end_line(fields);
    throw RecordError("type", "expected mask, gemm, vector or end, got " + quoted_excerpt(type));
  }

  const GemmOp& gemm() const { return gemm_; }
  const VectorOp& vector() const { return vector_; }
  std::uint64_t operations() const { return rules_.operations(); }

 private:
  LineType mask_line(JsonFields& fields) {
    const std::uint64_t id = fields.unsigned_integer("id");
    const int iter = small_integer(fields, "iter");
    const auto neurons = static_cast<std::uint64_t>(fields.integer("neurons", 1, kMaxDimension));
    const auto rows = static_cast<std::uint64_t>(fields.integer_or("rows", 1, kMaxDimension, 1));
    const std::string_view bits = fields.string("bits");
    fields.finish("a mask line");

    // What the line claims is held against what it brings before any of it is believed.
    const std::uint64_t bytes = (neurons + 7) / 8 * rows;
    if (bits.size() != base64_length(bytes)) {
      throw RecordError("bits", "expected " + std::to_string(base64_length(bytes)) + " base64 characters for " +
                                    std::to_string(rows) + " x " + std::to_string(neurons) + " bits, got " +
                                    std::to_string(bits.size()));
    }
    if (!decode_base64(bits, bytes_)) throw RecordError("bits", "not base64 text");
    enter_iteration(iter);
    try {
      Mask mask = Mask::from_bytes(neurons, rows, bytes_);
      rules_.check(mask);
      masks_.add(id, std::move(mask));
    } catch (const RecordError&) {
      throw;
    } catch (const std::invalid_argument& error) {
      throw RecordError("bits", error.what());
    }
    return LineType::mask;
  }

  LineType gemm_line(JsonFields& fields) {
    gemm_.id = fields.unsigned_integer("id");
    gemm_.iter = small_integer(fields, "iter");
    gemm_.layer = fields.string("layer");
    gemm_.op = fields.string("op");
    gemm_.phase = phase_of(fields.string("phase"));
    gemm_.step = small_integer(fields, "step");
    gemm_.m = fields.integer("m", 1, kMaxDimension);
    gemm_.k = fields.integer("k", 1, kMaxDimension);
    gemm_.n = fields.integer("n", 1, kMaxDimension);
    gemm_.a = fields.string("a");
    gemm_.b = fields.string("b");
    gemm_.c = fields.string("c");
    gemm_.accumulate = fields.boolean_or("accumulate", false);
    enter_iteration(gemm_.iter);
    gemm_.skip_m = gemm_.skip_k = gemm_.skip_n = nullptr;
    if (auto skip = fields.object("skip")) {
      gemm_.skip_m = masks_.find(*skip, "m");
      gemm_.skip_k = masks_.find(*skip, "k");
      gemm_.skip_n = masks_.find(*skip, "n");
      skip->finish("skip");
    }
    fields.unsigned_list("deps", gemm_.deps);
    fields.finish("a gemm line");
    rules_.check(gemm_);
    return LineType::gemm;
  }

  LineType vector_line(JsonFields& fields) {
    vector_.id = fields.unsigned_integer("id");
    vector_.iter = small_integer(fields, "iter");
    vector_.layer = fields.string("layer");
    vector_.phase = phase_of(fields.string("phase"));
    vector_.step = small_integer(fields, "step");
    vector_.kind = fields.string("kind");
    vector_.elements = fields.integer("elements", 0, kMaxMacs);
    fields.string_list("reads", vector_.reads);
    fields.string_list("writes", vector_.writes);
    fields.unsigned_list("deps", vector_.deps);
    fields.finish("a vector line");
    enter_iteration(vector_.iter);
    rules_.check(vector_);
    return LineType::vector;
  }

  LineType end_line(JsonFields& fields) {
    const std::uint64_t operations = fields.unsigned_integer("ops");
    fields.finish("an end line");
    if (operations != rules_.operations()) {
      throw RecordError("ops", "expected " + std::to_string(rules_.operations()) + ", the operations above, got " +
                                   std::to_string(operations));
    }
    return LineType::end;
  }

  /// Masks live for one iteration.
  void enter_iteration(int iter) {
    if (rules_.enter_iteration(iter)) masks_.clear();
  }

  JsonTape tape_;
  TraceRules rules_;
  MaskTable masks_;
  std::vector<std::uint8_t> bytes_;
  GemmOp gemm_;
  VectorOp vector_;
};

/// The parser and the file, and errors that say where.
class TraceFile {
 public:
  explicit TraceFile(const std::string& path) : path_(path), lines_(open_source(path)) {}

  void read(TraceSink& sink) {
    const TraceHeader header = located([this] { return parser_.header(next_line("a header line")); });
    sink.begin(header);
    for (;;) {
      switch (located([this] { return parser_.line(next_line("an end line")); })) {
        case LineType::mask: break;
        case LineType::gemm: sink.gemm(parser_.gemm()); break;
        case LineType::vector: sink.vector(parser_.vector()); break;
        case LineType::end:
          located([this] { refuse_more(); });
          sink.end();
          return;
      }
    }
  }

 private:
  /// Gives what goes wrong in `action` its place.
  template <class Action>
  auto located(Action action) -> decltype(action()) {
    const auto place = [this] { return path_ + ":" + std::to_string(lines_.number()); };
    try {
      return action();
    } catch (const RecordError& error) {
      throw InputError(place(), error.what());
    } catch (const CorruptData& error) {
      throw InputError(place(), error.what());
    }
  }

  std::string_view next_line(const char* expected) {
    std::string_view line;
    if (!lines_.next(line)) throw RecordError("", std::string("expected ") + expected + ", the file ends here");
    return line;
  }

  void refuse_more() {
    std::string_view line;
    if (lines_.next(line)) throw RecordError("", "expected nothing after the end line, got " + quoted_excerpt(line));
  }

  std::string path_;
  LineReader lines_;
  LineParser parser_;
};

}  // namespace

void read_trace(const std::string& path, TraceSink& sink) { TraceFile(path).read(sink); }

}  // namespace skipgrid::traces
