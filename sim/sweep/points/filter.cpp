#include "sim/sweep/points/filter.h"

#include <fmt/format.h>
#include <muParser.h>

#include <cmath>
#include <deque>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "traces/input_error.h"

namespace skipgrid::sweep {
namespace {

double negation(double value) { return value == 0 ? 1 : 0; }

bool is_equality(const std::string& text, std::size_t at) {
  return text.compare(at, 2, "==") == 0 || text.compare(at, 2, "!=") == 0;
}

/// Whether what stands in text[begin, end) is a side of == or !=.
bool beside_equality(const std::string& text, std::size_t begin, std::size_t end) {
  const std::size_t after = text.find_first_not_of(' ', end);
  if (after != std::string::npos && is_equality(text, after)) return true;
  const std::size_t before = begin == 0 ? std::string::npos : text.find_last_not_of(' ', begin - 1);
  return before != std::string::npos && before > 0 && is_equality(text, before - 1);
}

std::string syntax_words(mu::EErrorCodes code, const std::string& token) {
  switch (code) {
    case mu::ecEMPTY_EXPRESSION: return "there is nothing in it";
    case mu::ecUNEXPECTED_EOF: return "it ends early";
    case mu::ecMISSING_PARENS: return "a parenthesis is missing";
    case mu::ecTOO_MANY_PARAMS: return fmt::format("{} has too many arguments", token);
    case mu::ecTOO_FEW_PARAMS: return fmt::format("{} has too few arguments", token);
    case mu::ecUNASSIGNABLE_TOKEN: return fmt::format("{} is no number, pointer in braces or function", token);
    case mu::ecMISSING_ELSE_CLAUSE: return "a : is missing after ?";
    case mu::ecMISPLACED_COLON: return "a : has no ? before it";
    case mu::ecEXPRESSION_TOO_LONG: return "it is too long";
    case mu::ecIDENTIFIER_TOO_LONG: return "a name in it is too long";
    case mu::ecINVALID_CHARACTERS_FOUND: return "there are characters in it that no expression has";
    case mu::ecINTERNAL_ERROR: return "it is no expression";  // the token is an assertion of the library's
    default: return token.empty() ? "it is no expression" : fmt::format("{} stands where it cannot stand", token);
  }
}

}  // namespace

/// The text with a variable in the place of each pointer and a number in the place of each string, which is all that
/// muParser knows.
class Filter::Expression {
 public:
  Expression(const std::string& text, std::string place) : place_(std::move(place)) {
    parser_.DefineInfixOprt("!", negation);
    parser_.DefineConst("true", 1);
    parser_.DefineConst("false", 0);
    try {
      parser_.SetExpr(translated(text));
      for (std::size_t i = 0; i < readings_.size(); ++i) parser_.DefineVar(variable(i), &readings_[i].value);
      evaluate();  // once with whatever numbers, for the syntax
    } catch (const mu::Parser::exception_type& error) {
      throw InputError(place_, "cannot be read: " + reason(error));
    }
  }

  bool keeps(const Json& document) {
    for (Reading& reading : readings_) reading.value = number_of(document, reading);
    try {
      const double value = evaluate();
      if (!std::isnan(value)) return value != 0;
    } catch (const mu::Parser::exception_type& error) {
      throw InputError(place_, "cannot be evaluated: " + reason(error));
    }
    throw InputError(place_, "is no number");
  }

 private:
  /// A member of the configuration that the expression reads.
  struct Reading {
    Json::json_pointer pointer;
    double value = 0;
    bool only_compared = true;  // by == and !=: it may be a string
  };

  /// Letters only in front: nothing that a user writes outside of braces.
  static std::string variable(std::size_t i) { return fmt::format("pointer_{}_", i); }

  double evaluate() {
    int results = 0;
    const double value = parser_.Eval(results)[results - 1];
    if (results > 1) throw InputError(place_, "cannot be read: there is a comma outside of a function");
    return value;
  }

  std::string translated(const std::string& text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
      const char c = text[at];
      if (c != '{' && c != '"') {
        refuse_assignment(text, at);
        out += c;
        ++at;
        continue;
      }
      const std::size_t end = text.find(c == '{' ? '}' : '"', at + 1);
      if (end == std::string::npos)
        throw InputError(place_, fmt::format("expected {} after {}", c == '{' ? "}" : "\"", text.substr(at)));
      const std::string inside = text.substr(at + 1, end - at - 1);
      const bool compared = beside_equality(text, at, end + 1);
      if (c == '{') {
        out += reading(inside, compared);
      } else {
        if (!compared) throw InputError(place_, fmt::format("\"{}\" can only be compared by == and !=", inside));
        out += fmt::format("({})", number_of(inside));
      }
      at = end + 1;
    }
    return out;
  }

  void refuse_assignment(const std::string& text, std::size_t at) const {
    const auto is = [&](std::size_t i, char c) { return i < text.size() && text[i] == c; };
    if (!is(at, '=') || is(at + 1, '=')) return;
    if (at > 0 && (is(at - 1, '=') || is(at - 1, '!') || is(at - 1, '<') || is(at - 1, '>'))) return;
    throw InputError(place_, "expected == to compare, got =");
  }

  std::string reading(const std::string& pointer, bool compared) {
    Reading& added = readings_.emplace_back();
    added.only_compared = compared;
    try {
      added.pointer = Json::json_pointer(pointer);
    } catch (const Json::exception&) {
      throw InputError(place_, fmt::format("expected a JSON pointer in braces, got {{{}}}", pointer));
    }
    return variable(readings_.size() - 1);
  }

  /// Equal strings get equal numbers, which no configuration has.
  double number_of(const std::string& text) {
    return -1e17 - 1e5 * static_cast<double>(strings_.try_emplace(text, strings_.size()).first->second);
  }

  double number_of(const Json& document, const Reading& reading) {
    const std::string pointer = reading.pointer.to_string();
    if (!document.contains(reading.pointer))
      throw InputError(place_, fmt::format("{{{}}} is not set in every point: give it in \"base\"", pointer));
    const Json& value = document[reading.pointer];
    if (value.is_boolean()) return value.get<bool>() ? 1 : 0;
    if (value.is_number()) return value.get<double>();
    if (!value.is_string())
      throw InputError(place_, fmt::format("{{{}}} is {}, which cannot be compared", pointer, brief(value)));
    if (!reading.only_compared)
      throw InputError(place_, fmt::format("{{{}}} is the string {}, which can only be compared by == and !=", pointer,
                                           brief(value)));
    return number_of(value.get<std::string>());
  }

  /// What the library complains of, as the user wrote it, who knows nothing of our variables.
  std::string reason(const mu::Parser::exception_type& error) const {
    std::string token = error.GetToken();
    token.erase(token.find_last_not_of(' ') + 1);
    for (std::size_t i = 0; i < readings_.size(); ++i)
      if (token == variable(i)) token = "{" + readings_[i].pointer.to_string() + "}";
    return syntax_words(error.GetCode(), token);
  }

  std::string place_;
  mu::Parser parser_;
  std::deque<Reading> readings_;  // the parser knows their addresses
  std::map<std::string, std::size_t> strings_;
};

Filter::Filter(const std::string& text, const std::string& place)
    : expression_(std::make_unique<Expression>(text, place)) {}
Filter::~Filter() = default;
Filter::Filter(Filter&&) noexcept = default;

bool Filter::keeps(const Json& document) const { return expression_->keeps(document); }

}  // namespace skipgrid::sweep
