// The page as the build has put it together (page/page.cmake): {{title}} and {{data}} are still to be filled in.
#pragma once

#include <string_view>

namespace skipgrid::sim {

std::string_view embedded_page();

}  // namespace skipgrid::sim
