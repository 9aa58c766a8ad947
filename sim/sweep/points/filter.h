// An expression that says which points of a sweep are wanted: "{/hardware/rows} * {/hardware/cols} == 16384".
#pragma once

#include <memory>
#include <string>

#include "traces/json/json_reader.h"

namespace skipgrid::sweep {

/// Numbers, true and false, + - * / ^, comparisons, && || !, and the functions of muParser; JSON pointers stand in
/// braces, strings in double quotes, and strings can be compared by == and != only.
class Filter {
 public:
  /// Throws InputError at `place` when the expression cannot be read.
  Filter(const std::string& text, const std::string& place);
  ~Filter();
  Filter(Filter&&) noexcept;

  /// Throws InputError when a pointer leads nowhere in `document` or to something that cannot be compared.
  bool keeps(const Json& document) const;

 private:
  class Expression;
  std::unique_ptr<Expression> expression_;
};

}  // namespace skipgrid::sweep
