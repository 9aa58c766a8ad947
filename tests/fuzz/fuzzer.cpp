// libFuzzer's entry point, the same for each target.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "tests/fuzz/fuzzed_target.h"
#include "tests/fuzz/judge.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
extern "C" int sc_main(int argc, char* argv[]);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static skipgrid::fuzz::Judge judge(skipgrid::fuzz::fuzzed_target());
  const std::string finding = judge.finding(std::string(reinterpret_cast<const char*>(data), size));
  if (finding.empty()) return 0;
  std::fprintf(stderr, "finding: %s\n", finding.c_str());
  std::abort();
}

// libsystemc wants one, where it is linked; main is libFuzzer's.
extern "C" int sc_main(int, char*[]) { return 1; }
