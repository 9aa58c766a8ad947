#include "traces/jsonl/jsonl_reader.h"

#include <fmt/format.h>

#include <string_view>

#include "traces/files/compressed_file.h"
#include "traces/files/line_reader.h"
#include "traces/input_error.h"
#include "traces/jsonl/json_text.h"
#include "traces/jsonl/line_parser.h"
#include "traces/jsonl/record_error.h"

namespace skipgrid::traces {

namespace {

/// The file and the parser, and errors that say where.
class TraceFile {
 public:
  TraceFile(const std::string& path, std::optional<std::uint64_t> expected)
      : path_(path), lines_(open_source(path, expected)) {}

  void read(TraceSink& sink) {
    const TraceHeader header = located([this] { return parser_.header(next_line("a header line")); });
    sink.begin(header);
    for (;;) {
      // What the sink throws is not the line's fault, so it stays outside.
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
    const auto place = [this] { return fmt::format("{}:{}", path_, lines_.number()); };
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

void read_trace(const std::string& path, TraceSink& sink, std::optional<std::uint64_t> expected) {
  TraceFile(path, expected).read(sink);
}

}  // namespace skipgrid::traces
