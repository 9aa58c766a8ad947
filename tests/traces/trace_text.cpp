#include "tests/traces/trace_text.h"

#include <stdexcept>

#include "tests/fixtures/temporary_folder.h"
#include "tests/traces/random_trace.h"
#include "traces/input_error.h"
#include "traces/jsonl/jsonl_reader.h"

namespace skipgrid::traces::test {

std::string complaint(const std::string& bytes) {
  HeldTrace ignored;
  return complaint(bytes, ignored);
}

std::string complaint(const std::string& bytes, HeldTrace& given) {
  static const TemporaryFolder folder;
  const std::string path = folder / "trace";
  write_file(path, bytes);
  HoldingSink sink;
  std::string message;
  try {
    read_trace(path, sink);
  } catch (const InputError& error) {
    message = error.what();
  }
  given = std::move(sink.trace);
  if (!message.empty()) {
    if (sink.ended) return "end() was called before: " + message;
    if (message.find('\n') != std::string::npos) return "more than one line: " + message;
    if (message.compare(0, path.size() + 1, path + ":") != 0) return "does not begin with the path: " + message;
    return message.substr(path.size() + 1);
  }
  return sink.ended ? "" : "accepted without end()";
}

std::string trace_text(const std::string& lines, int ops) {
  return R"({"format":"skipgrid-trace","version":1,"name":"test","batch":4})"
         "\n" +
         lines + R"({"type":"end","ops":)" + std::to_string(ops) + "}\n";
}

std::string gemm_line(int id, int iter, const std::string& more) {
  return R"({"type":"gemm","id":)" + std::to_string(id) + R"(,"iter":)" + std::to_string(iter) +
         R"(,"layer":"lstm0","op":"x2h","phase":"FP","step":0,"m":4,"k":12,"n":48,"a":"x","b":"w","c":"y")" + more +
         "}\n";
}

std::string mask_line(int id, int iter) {
  return R"({"type":"mask","id":)" + std::to_string(id) + R"(,"iter":)" + std::to_string(iter) +
         R"(,"neurons":12,"rows":1,"bits":"8A8="})"
         "\n";
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  if (at == std::string::npos) throw std::logic_error("\"" + from + "\" is not in: " + text);
  return text.replace(at, from.size(), to);
}

}  // namespace skipgrid::traces::test
