#include "sim/experiment/parallel/carried_error.h"

#include <new>
#include <stdexcept>

#include "traces/input_error.h"
#include "traces/json/error_words.h"

namespace skipgrid::sim {
namespace {

// The first byte; the text follows.
constexpr char kInput = 'i', kOverflow = 'o', kMemory = 'm', kOther = 'e';

}  // namespace

std::string bytes_of_error(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const InputError& input) {
    return kInput + std::string(input.what());
  } catch (const std::overflow_error& overflow) {
    return kOverflow + std::string(overflow.what());
  } catch (const std::bad_alloc&) {
    return std::string(1, kMemory);
  } catch (const std::exception& other) {
    return kOther + error_words(other);
  }
}

void throw_carried(const std::string& bytes) {
  const std::string text = bytes.substr(1);
  switch (bytes.at(0)) {
    case kInput: {
      const std::size_t colon = text.find(": ");  // between place and problem, wherever: the text is the same
      throw InputError(text.substr(0, colon), text.substr(colon + 2));
    }
    case kOverflow: throw std::overflow_error(text);
    case kMemory: throw std::bad_alloc();
    default: throw std::runtime_error(text);
  }
}

}  // namespace skipgrid::sim
