package org.ytsize.settings;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which instances run together. Whoever starts the server tells it the same: the application only learns whether there are others.
 *
 * @param mode how they find each other
 * @param name that they have in common, and nobody else in their network has
 * @param members where they are looked for, as the mode needs it
 * @param port TCP port of this one's data grid
 */
public record ClusterSettings(Mode mode, String name, List<String> members, int port) {

    /** How instances find each other, the words of the variable CLUSTER_MODE. */
    public enum Mode {
        NONE,
        TCPIP,
        DNS,
        KUBERNETES
    }

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9._-]+:(\\d{1,5})");
    private static final Pattern SERVICE = Pattern.compile("[a-z0-9-]+(\\.[a-z0-9-]+)?");

    static ClusterSettings read(Variables variables) {
        Mode mode = Mode.valueOf(variables
                .oneOf("CLUSTER_MODE", "none", List.of("none", "tcpip", "dns", "kubernetes"))
                .toUpperCase(Locale.ROOT));
        String name = variables.text("CLUSTER_NAME", "ytsize");
        if (!NAME.matcher(name).matches()) {
            variables.fault(
                    "CLUSTER_NAME", "must be 1 to 64 letters, digits, dots, _ or -, was " + Variables.shown(name));
        }
        List<String> members = variables.list("CLUSTER_MEMBERS", List.of());
        for (String member : members) {
            boolean fits = mode == Mode.KUBERNETES ? SERVICE.matcher(member).matches() : isAddress(member);
            if (!fits) {
                variables.fault("CLUSTER_MEMBERS", rule(mode) + ", has " + Variables.shown(member));
            }
        }
        if (members.isEmpty() && mode != Mode.NONE) {
            variables.fault("CLUSTER_MEMBERS", rule(mode) + ", and be set where CLUSTER_MODE is");
        } else if (members.size() > 1 && (mode == Mode.DNS || mode == Mode.KUBERNETES)) {
            variables.fault("CLUSTER_MEMBERS", rule(mode) + ", has " + members.size());
        }
        return new ClusterSettings(mode, name, members, variables.integer("CLUSTER_PORT", 6900, 1, 65_535));
    }

    private static boolean isAddress(String text) {
        Matcher address = ADDRESS.matcher(text);
        return address.matches() && Integer.parseInt(address.group(1)) <= 65_535;
    }

    private static String rule(Mode mode) {
        return switch (mode) {
            case NONE, TCPIP -> "must list hosts, each with its port, such as 10.0.0.1:6900";
            case DNS -> "must be one name that resolves to all instances, such as ytsize.internal:6900";
            case KUBERNETES -> "must be one service, such as ytsize or namespace.ytsize";
        };
    }
}
