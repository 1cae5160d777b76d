#pragma once

#include <napi.h>

namespace headrace {

// Adds to the module's exports what concerns the process as a whole, and its dealings with other processes.
void export_process(Napi::Env env, Napi::Object exports);

}  // namespace headrace
