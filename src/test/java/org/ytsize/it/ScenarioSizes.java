package org.ytsize.it;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ytsize.stub.Scenario;

/**
 * What the contract wants the service to say of every video that can be watched, worked out by hand from the stub's table
 * of itags: picture + sound = what people read. A row that is not named is null.
 */
final class ScenarioSizes {
    private static final List<String> ROWS = List.of(
            "s144p",
            "s240p",
            "s360p",
            "s480p",
            "s720p",
            "s1080p",
            "s1440p",
            "s1080p_299",
            "s1080p_303",
            "s1080p_399",
            "s1440p_308",
            "s1440p_400");

    /**
     * 394 to 399 by their numbers, and the sound of 251. Neither a missing or encrypted address, nor upright or cropped
     * pixels, nor Premium, dubs (the Spanish original is as large as the plain sound) or DRC change any of it.
     */
    private static final String PLAIN = """
            s144p      1570000 + 3430000 = 5.00 MB
            s240p      3311207 + 3430000 = 6.74 MB
            s360p      6020913 + 3430000 = 9.45 MB
            s480p      10304459 + 3430000 = 13.73 MB
            s720p      19806631 + 3430000 = 23.24 MB
            s1080p     34612887 + 3430000 = 38.04 MB
            s1080p_399 34612887 + 3430000 = 38.04 MB
            """;

    /** 1080p is 299 now, 1440p is 308; 720p stays 398, and what is larger has no row. */
    private static final String SIXTY_FPS = """
            s144p      1570000 + 3430000 = 5.00 MB
            s240p      3311207 + 3430000 = 6.74 MB
            s360p      6020913 + 3430000 = 9.45 MB
            s480p      10304459 + 3430000 = 13.73 MB
            s720p      19806631 + 3430000 = 23.24 MB
            s1080p     118403203 + 3430000 = 121.83 MB
            s1440p     178004579 + 3430000 = 181.43 MB
            s1080p_299 118403203 + 3430000 = 121.83 MB
            s1080p_303 62702017 + 3430000 = 66.13 MB
            s1080p_399 34612887 + 3430000 = 38.04 MB
            s1440p_308 178004579 + 3430000 = 181.43 MB
            s1440p_400 92011733 + 3430000 = 95.44 MB
            """;

    /**
     * Everything is 213731/213000 of the plain size. 394, 397, 399 and 251 tell only whole bits a second, of which 213.731 s
     * are a little less: 58967, 387021, 1300014 and 128826 bit/s.
     */
    private static final String FRACTIONAL = """
            s144p      1575384 + 3441763 = 5.02 MB
            s240p      3322570 + 3441763 = 6.76 MB
            s360p      6041576 + 3441763 = 9.48 MB
            s480p      10339798 + 3441763 = 13.78 MB
            s720p      19874605 + 3441763 = 23.32 MB
            s1080p     34731661 + 3441763 = 38.17 MB
            s1080p_399 34731661 + 3441763 = 38.17 MB
            """;

    /** No picture has a size: 213.04 s of 58956, 124341, 226095, 386949, 743771 and 1299770 bit/s. The sound has one. */
    private static final String OTF = """
            s144p      1569998 + 3430000 = 5.00 MB
            s240p      3311200 + 3430000 = 6.74 MB
            s360p      6020909 + 3430000 = 9.45 MB
            s480p      10304451 + 3430000 = 13.73 MB
            s720p      19806621 + 3430000 = 23.24 MB
            s1080p     34612875 + 3430000 = 38.04 MB
            s1080p_399 34612875 + 3430000 = 38.04 MB
            """;

    /** By their labels: H.264 where there is one (160, 133), else VP9 (332 to 336) before AV1. */
    private static final String HDR = """
            s144p      1831009 + 3430000 = 5.26 MB
            s240p      4022371 + 3430000 = 7.45 MB
            s360p      11401301 + 3430000 = 14.83 MB
            s480p      20202407 + 3430000 = 23.63 MB
            s720p      37803119 + 3430000 = 41.23 MB
            s1080p     69904027 + 3430000 = 73.33 MB
            s1440p     191007331 + 3430000 = 194.44 MB
            """;

    /** 399 is 399, though it was computed; in 720p there is nothing. */
    private static final String UPSCALED = """
            s144p      1570000 + 3430000 = 5.00 MB
            s240p      3311207 + 3430000 = 6.74 MB
            s360p      6020913 + 3430000 = 9.45 MB
            s480p      10304459 + 3430000 = 13.73 MB
            s1080p     34612887 + 3430000 = 38.04 MB
            s1080p_399 34612887 + 3430000 = 38.04 MB
            """;

    /** 7213450/213000 of the plain sizes, rounded down. */
    private static final String TWO_HOURS = """
            s144p      53169561 + 116160251 = 169.33 MB
            s240p      112137211 + 116160251 = 228.30 MB
            s360p      203904013 + 116160251 = 320.06 MB
            s480p      348970421 + 116160251 = 465.13 MB
            s720p      670770621 + 116160251 = 786.93 MB
            s1080p     1172198731 + 116160251 = 1.29 GB
            s1080p_399 1172198731 + 116160251 = 1.29 GB
            """;

    /** What is no size counts as none, as for yt-dlp: estimates as in {@link #OTF}. */
    private static final String LYING = """
            s144p      1569998 + 3430000 = 5.00 MB
            s240p      3311200 + 3430000 = 6.74 MB
            s360p      6020909 + 3430000 = 9.45 MB
            s480p      10304451 + 3430000 = 13.73 MB
            s720p      19806621 + 3430000 = 23.24 MB
            s1080p     34612887 + 3430000 = 38.04 MB
            s1080p_399 34612887 + 3430000 = 38.04 MB
            """;

    /** 18 brings its sound along: 213.04 s of 444564 bit/s. */
    private static final String COMBINED = """
            s360p      11838739 = 11.84 MB
            """;

    /** The pictures of {@link #PLAIN}, and nothing else. */
    private static final String SOUNDLESS = """
            s144p      1570000 = 1.57 MB
            s240p      3311207 = 3.31 MB
            s360p      6020913 = 6.02 MB
            s480p      10304459 = 10.30 MB
            s720p      19806631 = 19.81 MB
            s1080p     34612887 = 34.61 MB
            s1080p_399 34612887 = 34.61 MB
            """;

    /** 213 s, which is what the video lasts, of the bits a second that {@link #OTF} has, and of 128789 for the sound. */
    private static final String RATES = """
            s144p      1569704 + 3429007 = 5.00 MB
            s240p      3310579 + 3429007 = 6.74 MB
            s360p      6019779 + 3429007 = 9.45 MB
            s480p      10302517 + 3429007 = 13.73 MB
            s720p      19802903 + 3429007 = 23.23 MB
            s1080p     34606376 + 3429007 = 38.04 MB
            s1080p_399 34606376 + 3429007 = 38.04 MB
            """;

    private ScenarioSizes() {}

    /** The whole answer about a scenario that has the status 200. */
    static JsonObject of(Scenario scenario) {
        return switch (scenario) {
            case PLAIN,
                    SABR_ONLY,
                    CIPHERED,
                    SHORT,
                    CROPPED,
                    PREMIUM,
                    DUBBED,
                    UNDATED,
                    UNLISTED,
                    MADE_FOR_KIDS,
                    HUGE_PAGE,
                    SLOW,
                    NO_PAGE -> answer(PLAIN, 213, "3:33");
            case SIXTY_FPS, FOUR_K, EIGHT_K -> answer(SIXTY_FPS, 213, "3:33");
            case FRACTIONAL -> answer(FRACTIONAL, 213, "3:33");
            case OTF -> answer(OTF, 213, "3:33");
            case HDR -> answer(HDR, 213, "3:33");
            case UPSCALED -> answer(UPSCALED, 213, "3:33");
            case TWO_HOURS -> answer(TWO_HOURS, 7213, "2:00:13");
            case LYING -> answer(LYING, 213, "3:33");
            case COMBINED -> answer(COMBINED, 213, "3:33");
            case SOUNDLESS -> answer(SOUNDLESS, 213, "3:33");
            case RATES -> answer(RATES, 213, "3:33");
            default -> throw new AssertionError("nobody has worked out the sizes of " + scenario);
        };
    }

    private static JsonObject answer(String table, int seconds, String duration) {
        Map<String, String> sizes = table.lines()
                .map(line -> line.split(" +", 2))
                .collect(Collectors.toMap(cells -> cells[0], cells -> cells[1]));
        JsonObjectBuilder human = row(sizes, size -> Json.createValue(size.split(" = ", 2)[1]));
        return Json.createObjectBuilder()
                .add("ok", true)
                .add("bytes", row(sizes, size -> Json.createValue(sum(size.split(" = ", 2)[0]))))
                .add("human", human.add("duration", duration))
                .add("duration", seconds)
                .build();
    }

    private static JsonObjectBuilder row(Map<String, String> sizes, Function<String, JsonValue> value) {
        JsonObjectBuilder object = Json.createObjectBuilder();
        for (String row : ROWS) {
            object.add(row, sizes.containsKey(row) ? value.apply(sizes.get(row)) : JsonValue.NULL);
        }
        return object;
    }

    private static long sum(String parts) {
        return Arrays.stream(parts.split(" \\+ ", -1))
                .mapToLong(Long::parseLong)
                .sum();
    }
}
