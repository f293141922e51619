package dev.headstart.emulated;

class Arm64IT extends EmulatedMachine {
    Arm64IT() {
        super(Machine.ARM64);
    }
}
