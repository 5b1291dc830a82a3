#pragma once

#include <string>

#include "main/native_device.h"
#include "main/native_output.h"
#include "main/native_words.h"

namespace holdall::command_line {

// A folder that devices share, as one of them knows it.
struct SharedFolder {
  std::string path;
  std::string name;  // by which the device keeps what is true of this place alone
};

struct Exchange {
  Exit exit = Exit::done;
  bool complete = false;  // all that this device has is in the folder
};

// One round: takes from the folder what others have put there, and puts there what this device has,
// all of it durable before it leaves. Prints what came and went and how it stands with each device
// to `output`, what is amiss to the standard error.
Exchange exchange(Device& device, const std::string& device_folder, const SharedFolder& folder,
                  Machine& machine, Output& output);

}  // namespace holdall::command_line
