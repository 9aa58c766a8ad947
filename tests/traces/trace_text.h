// Trace files as text, for tests of what the reader refuses.
#pragma once

#include <string>

#include "tests/traces/random_trace.h"

namespace skipgrid::traces::test {

/// What read_trace() says about a file with these bytes: "LINE: field: problem" or "LINE: problem" (without the path),
/// "" when it is accepted. Whatever else is thrown passes through.
std::string complaint(const std::string& bytes);
/// The same, and what the sink was given up to then.
std::string complaint(const std::string& bytes, HeldTrace& given);

/// A header, these lines and an end line that says `ops`, each line with a newline.
std::string trace_text(const std::string& lines, int ops);

/// A gemm line of 4 x 12 x 48 in iteration `iter` with `more` appended to its fields, for example
/// ",\"skip\":{\"k\":0}".
std::string gemm_line(int id, int iter = 0, const std::string& more = "");
/// A structured mask line over 12 neurons, all kept but the first four.
std::string mask_line(int id, int iter = 0);

/// `text` with the first occurrence of `from` replaced; throws when there is none.
std::string replaced(std::string text, const std::string& from, const std::string& to);

}  // namespace skipgrid::traces::test
