package org.ytsize;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Conversation;
import jakarta.enterprise.context.ConversationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpSession;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ytsize.api.Limited;

/** The house rules that a compiler does not know. */
@AnalyzeClasses(packages = "org.ytsize", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    private static final int LONGEST_FILE_LINES = 300;
    private static final int LONGEST_LINE = 120;
    /** Where comments, which the formatter does not wrap, keep to that as well. */
    private static final Set<String> WRAPPED = Set.of("sizing", "ratelimit", "cluster");

    private static final Path SOURCES = Path.of(System.getProperty("basedir", "."), "src", "main", "java");

    /** Whatever asks the host for the time. Everything else is given a ticker or a clock. */
    private static final Pattern CLOCKS = Pattern.compile("java\\.lang\\.System\\.(nanoTime|currentTimeMillis)\\(\\)"
            + "|java\\.time\\.\\w+\\.(now|system\\w*|tick\\w*)\\(.*\\)"
            + "|java\\.util\\.(Date|GregorianCalendar)\\.<init>\\(\\)"
            + "|java\\.util\\.Calendar\\.getInstance\\(.*\\)");

    /** A listener is made by Jersey, which injects no ticker; a constructor takes one all the same. */
    private static final Set<String> READ_THE_CLOCK_THEMSELVES = Set.of("org.ytsize.ops.RequestListener");

    /** What the container has to reach, besides what it finds by an annotation; a name binding that only public classes bear. */
    private static final Set<Class<?>> PUBLIC_FOR_THE_CONTAINER = Set.of(Limited.class);

    /** Loggers that are not called after their class: the access log, the parents of all others of ours and of all, and those that an operator names. */
    private static final Set<String> NAMED_LOGGERS = Set.of("\"org.ytsize.access\"", "\"org.ytsize\"", "\"\"", "name");

    @ArchTest
    static final ArchRule layers_areUsedFromAbove_neverFromBelowOrBeside = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("org.ytsize..")
            .layer("api")
            .definedBy("org.ytsize.api..")
            .layer("ops")
            .definedBy("org.ytsize.ops..")
            .layer("sizing")
            .definedBy("org.ytsize.sizing..")
            .layer("ratelimit")
            .definedBy("org.ytsize.ratelimit..")
            .layer("extract")
            .definedBy("org.ytsize.extract..")
            .optionalLayer("cluster")
            .definedBy("org.ytsize.cluster..")
            .layer("video")
            .definedBy("org.ytsize.video..")
            .layer("settings")
            .definedBy("org.ytsize.settings..")
            .layer("timing")
            .definedBy("org.ytsize.timing..")
            .whereLayer("api")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("ops")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("sizing")
            .mayOnlyBeAccessedByLayers("api", "ops")
            .whereLayer("ratelimit")
            .mayOnlyBeAccessedByLayers("api", "ops")
            .whereLayer("extract")
            .mayOnlyBeAccessedByLayers("api", "ops", "sizing", "ratelimit")
            .whereLayer("cluster")
            .mayOnlyBeAccessedByLayers("api", "ops", "sizing", "ratelimit")
            .whereLayer("video")
            .mayOnlyBeAccessedByLayers("api", "ops", "sizing", "ratelimit", "extract", "cluster")
            .whereLayer("settings")
            .mayOnlyBeAccessedByLayers("api", "ops", "sizing", "ratelimit", "extract", "cluster")
            .whereLayer("timing")
            .mayOnlyBeAccessedByLayers("api", "ops", "sizing", "ratelimit", "extract", "cluster")
            .ensureAllClassesAreContainedInArchitecture();

    @ArchTest
    static final ArchRule features_haveNoCycles =
            slices().matching("org.ytsize.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule video_knowsTheJdkAlone = classes()
            .that()
            .resideInAPackage("org.ytsize.video..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("org.ytsize.video..", "java..", "org.jspecify.annotations..");

    @ArchTest
    static final ArchRule cores_knowNoContainer = noClasses()
            .that()
            .resideOutsideOfPackages("org.ytsize.api..", "org.ytsize.ops..")
            .and(are(DescribedPredicate.not(simpleNameEndingWith("Wiring").or(simpleName("ServerThreads")))))
            .should()
            .dependOnClassesThat(resideInAnyPackage("jakarta..", "javax..", "org.eclipse.microprofile..")
                    .and(DescribedPredicate.not(
                            resideInAnyPackage("jakarta.json..", "javax.net..", "javax.crypto.."))));

    /** Not every server has one; these are loaded where there is a cluster. */
    @ArchTest
    static final ArchRule few_knowHazelcast = noClasses()
            .that()
            .haveNameNotMatching("org\\.ytsize\\.cluster\\.(Grid|HazelcastCluster).*")
            .should()
            .dependOnClassesThat(resideInAnyPackage("com.hazelcast.."));

    @ArchTest
    static final ArchRule onlyWirings_readTheClock = classes()
            .that(are(DescribedPredicate.not(simpleNameEndingWith("Wiring"))))
            .should(new ArchCondition<>("be given a ticker or a clock instead of reading the host's") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                        if (CLOCKS.matcher(access.getTarget().getFullName()).matches()
                                && !READ_THE_CLOCK_THEMSELVES.contains(type.getName())) {
                            events.add(SimpleConditionEvent.violated(access, access.getDescription()));
                        }
                    }
                }
            });

    @ArchTest
    static final ArchRule fields_areNotInjected = noFields().should().beAnnotatedWith(Inject.class);

    /** web.xml switches the contexts off that such beans live in: they would deploy, and fail at their first request. */
    @ArchTest
    static final ArchRule beans_liveAsLongAsTheApplication_orAsWhoeverUsesThem = noClasses()
            .should()
            .beAnnotatedWith(RequestScoped.class)
            .orShould()
            .beAnnotatedWith(SessionScoped.class)
            .orShould()
            .beAnnotatedWith(ConversationScoped.class)
            .orShould(new ArchCondition<>("have the server's own beans of such a scope injected") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    type.getConstructors().stream()
                            .filter(constructor -> constructor.isAnnotatedWith(Inject.class))
                            .filter(constructor -> constructor.getRawParameterTypes().stream()
                                    .anyMatch(parameter -> parameter.isAssignableTo(ServletRequest.class)
                                            || parameter.isEquivalentTo(ServletContext.class)
                                            || parameter.isEquivalentTo(HttpSession.class)
                                            || parameter.isEquivalentTo(Conversation.class)))
                            .forEach(constructor ->
                                    events.add(SimpleConditionEvent.satisfied(constructor, constructor.getFullName())));
                }
            });

    /** Otherwise such a bean deploys, and fails at its first request. */
    @ArchTest
    static final ArchRule beansWithAProxy_canHaveOne = classes()
            .that()
            .areAnnotatedWith(ApplicationScoped.class)
            .should(new ArchCondition<>("be no final class and have a constructor for the proxy") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    boolean proxied = !type.getModifiers().contains(JavaModifier.FINAL)
                            && type.getConstructors().stream()
                                    .anyMatch(constructor -> constructor
                                                    .getRawParameterTypes()
                                                    .isEmpty()
                                            && !constructor.getModifiers().contains(JavaModifier.PRIVATE));
                    if (!proxied) {
                        events.add(SimpleConditionEvent.violated(type, type.getName() + " cannot be proxied"));
                    }
                }
            })
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule publicTypes_areNeededOutside = classes()
            .that()
            .arePublic()
            .and()
            .areTopLevelClasses()
            .should(new ArchCondition<>("be used by another package, or by the container") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    boolean usedOutside = type.getDirectDependenciesToSelf().stream()
                            .anyMatch(use ->
                                    !use.getOriginClass().getPackageName().equals(type.getPackageName()));
                    boolean ofTheContainer = Stream.of(
                                            jakarta.ws.rs.Path.class,
                                            Provider.class,
                                            ApplicationPath.class,
                                            WebFilter.class,
                                            WebServlet.class)
                                    .anyMatch(type::isAnnotatedWith)
                            || PUBLIC_FOR_THE_CONTAINER.stream().anyMatch(type::isEquivalentTo);
                    if (!usedOutside && !ofTheContainer) {
                        events.add(SimpleConditionEvent.violated(
                                type, type.getName() + " is public, but nobody outside its package needs it"));
                    }
                }
            });

    @ArchTest
    static final ArchRule packages_haveNamesThatSayWhatIsInThem = noClasses()
            .should()
            .resideInAnyPackage("..utils..", "..util..", "..common..", "..impl..", "..helpers..")
            .orShould()
            .haveNameMatching(".*(Manager|Helper|Utils?|Impl)");

    @ArchTest
    static void files_areShortEnoughToRead(JavaClasses classes) {
        assertThat(sources())
                .isNotEmpty()
                .allSatisfy(file ->
                        assertThat(lines(file)).as(file.toString()).hasSizeLessThanOrEqualTo(LONGEST_FILE_LINES));
    }

    @ArchTest
    static void lines_areShortEnoughToRead(JavaClasses classes) {
        assertThat(sources())
                .filteredOn(file ->
                        WRAPPED.contains(SOURCES.relativize(file).getName(2).toString()))
                .isNotEmpty()
                .allSatisfy(file -> assertThat(lines(file))
                        .as(file.toString())
                        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(LONGEST_LINE)));
    }

    @ArchTest
    static void loggers_areCalledAfterTheirClass(JavaClasses classes) {
        Pattern getLogger = Pattern.compile("Logger\\s*\\.getLogger\\(([^;]*)\\);");
        for (Path file : sources()) {
            String type = file.getFileName().toString().replace(".java", "");
            Matcher logger = getLogger.matcher(String.join("\n", lines(file)));
            while (logger.find()) {
                String name = logger.group(1).strip();
                assertThat(name.equals(type + ".class.getName()") || NAMED_LOGGERS.contains(name))
                        .as("%s asks for the logger %s", file, name)
                        .isTrue();
            }
        }
    }

    private static List<Path> sources() {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
