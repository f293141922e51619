package dev.headstart.trainhead;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final String REPORT = "dev.headstart.report";
    private static final DescribedPredicate<JavaClass> TRAINING = resideInAnyPackage("dev.headstart.trainhead",
            "dev.headstart.sweep", "dev.headstart.solvers", "dev.headstart.splits", "dev.headstart.metrics", REPORT);
    private static final DescribedPredicate<JavaClass> SHARED = resideInAnyPackage("dev.headstart.backbone",
            "dev.headstart.weights", "dev.headstart.torchscript", "dev.headstart.embeddings", "dev.headstart.parquet",
            "dev.headstart.head", "dev.headstart.export", "dev.headstart.predictions", "dev.headstart.files",
            "dev.headstart.machine", "dev.headstart.natives", "dev.headstart.cli");

    private final JavaClasses classes = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.headstart");

    @Test
    void packagesDependOneWay() {
        slices().matching("dev.headstart.(*)..").should().beFreeOfCycles().check(classes);
    }

    @Test
    void nothingBelowStandsOnTrainHead() {
        noClasses().that()
                .resideOutsideOfPackage("dev.headstart.trainhead..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.headstart.trainhead..")
                .check(classes);
    }

    /** Heads learn from an embeddings file, wherever it comes from; only the report goes back to the pictures, for thumbnails. */
    @Test
    void trainingSeesEmbeddingsAndOnlyTheReportSeesPictures() {
        DescribedPredicate<JavaClass> allowed = resideOutsideOfPackage("dev.headstart..").or(TRAINING).or(SHARED);
        classes().that(TRAINING)
                .and()
                .resideOutsideOfPackage(REPORT)
                .should()
                .onlyDependOnClassesThat(allowed)
                .check(classes);
        classes().that()
                .resideInAPackage(REPORT)
                .should()
                .onlyDependOnClassesThat(allowed.or(resideInAPackage("dev.headstart.pictures")))
                .check(classes);
    }

    /** What DJL sees of the environment is settled before it is loaded: see {@code Libtorch}. */
    @Test
    void nothingLoadsLibtorchButLibtorch() {
        noClasses().that()
                .haveSimpleNameNotContaining("Libtorch")
                .should()
                .callMethodWhere(describe("DJL finds its engine",
                        call -> call.getTarget()
                                .getFullName()
                                .matches("ai\\.djl\\.(Model\\.newInstance|ndarray\\.NDManager\\.newBaseManager"
                                        + "|engine\\.Engine\\.get(Engine|Instance))\\(.*")))
                .check(classes);
    }
}
