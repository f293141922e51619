package dev.headstart.samples;

/** The classes of {@code datasets/samples}: patterns over the plane, in units of their own period. */
enum SampleClass {
    STRIPES {
        @Override
        double at(double u, double v) {
            return wave(u);
        }
    },
    CHECKS {
        @Override
        double at(double u, double v) {
            return 0.5 + 2 * (wave(u) - 0.5) * (wave(v) - 0.5);
        }
    },
    DOTS {
        @Override
        double at(double u, double v) {
            return edge(0.32 - Math.hypot(u - Math.rint(u), v - Math.rint(v)));
        }
    },
    RINGS {
        @Override
        double at(double u, double v) {
            return wave(Math.hypot(u, v));
        }
    },
    BRICKS {
        @Override
        double at(double u, double v) {
            double row = Math.floor(v);
            double across = u / 2 + 0.5 * Math.abs(row % 2);
            return Math.min(edge(Math.abs(across - Math.rint(across)) * 2 - 0.12),
                    edge(Math.abs(v - Math.rint(v)) - 0.12));
        }
    };

    /** Brightness in [0, 1]. */
    abstract double at(double u, double v);

    private static double wave(double t) {
        return edge(0.25 * Math.sin(2 * Math.PI * t));
    }

    /** From 0 to 1 over a narrow ramp around 0. */
    private static double edge(double distance) {
        return Math.clamp(0.5 + 6 * distance, 0, 1);
    }
}
