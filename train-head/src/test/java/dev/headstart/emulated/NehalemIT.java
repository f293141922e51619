package dev.headstart.emulated;

class NehalemIT extends EmulatedMachine {
    NehalemIT() {
        super(Machine.NEHALEM);
    }
}
