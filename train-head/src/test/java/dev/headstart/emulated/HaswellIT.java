package dev.headstart.emulated;

class HaswellIT extends EmulatedMachine {
    HaswellIT() {
        super(Machine.HASWELL);
    }
}
